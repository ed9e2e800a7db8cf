// SPDX-License-Identifier: BSD-3-Clause
/// Gradients of encoders and decoders: through the carried states, with lengths of their own on each side.
#include <catch2/catch.hpp>

#include <xrnn/training/check_seq2seq_gradients.hpp>

#include "../support/attention_cells.hpp"
#include "../support/gradient_check.hpp"

using namespace tests;

namespace
{

using lengths = std::vector<std::size_t>;

/// The sum of all outputs, and of the final states of both sides, each times a number that is drawn once.
template <class Network>
class loss_of_both_sides
{
public:
    loss_of_both_sides(std::uint64_t seed, lengths source, lengths target)
        : seed_(seed)
        , lengths_{std::move(source), std::move(target)}
    {
    }

    template <class Workspace>
    double operator()(Workspace& work) const
    {
        random_source random(seed_);
        double sum = 0;
        const auto add = [&](double& adjoint, double y) { sum += (adjoint = random.normal()) * y; };
        if (work.is_packed())
        {
            const auto adjoint = work.packed_output_adjoint();
            const auto y = work.packed_output();
            each_number([&](std::size_t b, std::size_t t, std::size_t k) { add(adjoint(b, t)[k], y(b, t)[k]); });
        }
        else
        {
            auto adjoint = work.output_adjoint();
            const auto y = work.output();
            each_number([&](std::size_t b, std::size_t t, std::size_t k) { add(adjoint(t, b, k), y(t, b, k)); });
        }
        detail::each_named_state<Network>([&]<std::size_t L, detail::name Name>() {
            auto last = work.template final_adjoint<Name, L>();
            const lengths& of_rows = lengths_[L < detail::first_layer_of_step<Network> ? 0 : 1];
            for (std::size_t b = 0; b < last.shape()[0]; ++b)
            {
                for (std::size_t j = 0; j < last.shape()[1]; ++j)
                {
                    add(last(b, j), value_at<Name, L>(work, of_rows[b] - 1, b, j));
                }
            }
        });
        return sum;
    }

    bool packed_source = false;
    bool packed_target = false;

private:
    template <class F>
    void each_number(const F& f) const
    {
        for (std::size_t b = 0; b < lengths_[1].size(); ++b)
        {
            for (std::size_t t = 0; t < lengths_[1][b]; ++t)
            {
                for (std::size_t k = 0; k < detail::network_plan<Network>::output_width; ++k)
                {
                    f(b, t, k);
                }
            }
        }
    }

    template <detail::name Name, std::size_t L, class Workspace>
    double value_at(const Workspace& work, std::size_t t, std::size_t b, std::size_t j) const
    {
        const bool packed = L < detail::first_layer_of_step<Network> ? packed_source : packed_target;
        return packed ? work.template packed_probe<Name, L>()(b, t)[j] : work.template probe<Name, L>()(t, b, j);
    }

    std::uint64_t seed_;
    std::array<lengths, 2> lengths_;
};

auto random_tensor(std::size_t steps, std::size_t rows, std::size_t width, random_source& random)
{
    xt::xtensor<double, 3> x(std::array<std::size_t, 3>{steps, rows, width});
    fill({x.data(), x.size()}, 1, random);
    return x;
}

auto random_pack(const lengths& of_rows, std::size_t width, random_source& random)
{
    std::vector<std::vector<double>> all;
    for (const std::size_t length : of_rows)
    {
        fill(all.emplace_back(length * width), 1, random);
    }
    packed_sequences<double> x(20, of_rows.size() + 1, width);
    x.fill(all);
    return x;
}

template <class Network>
using encoder_plan = detail::network_plan<typename Network::encoder>;

template <class Network, class Source, class Target>
gradient_report compare_once(const Source& source, const Target& target, loss_of_both_sides<Network> loss,
    std::size_t rows, std::uint64_t seed, random_source& random, std::vector<std::string> may_be_zero = {})
{
    model<Network, double> m;
    fill_parameters(m, random);
    hidden_state<Network, double> from(rows);
    fill({from.data(), from.size()}, 0.7, random);
    loss.packed_source = detail::is_packed<Source>;
    loss.packed_target = detail::is_packed<Target>;
    gradient_check how{.sample = std::getenv("XRNN_ALL_COORDINATES") != nullptr ? 0u : 3u,
        .draw = training{seed, 5},
        .capacity_rows = rows + 1,
        .may_be_zero = std::move(may_be_zero)};
    // What an initial state does fades over a long window.
    detail::each_named_state<Network>(
        [&]<std::size_t, detail::name Name>() { how.may_be_zero.emplace_back(Name.view()); });
    return xrnn::check_gradients(m, source, target, from, loss, how);
}

void check(const gradient_report& found)
{
    CAPTURE(found.checked, found.wrong, found.vanished, found.worst, found.failure);
    CHECK(found);
}

/// From a single position there is nothing to choose, so parameters of the choice have no gradient then.
template <class Network>
void check_gradients(const std::vector<std::string>& of_choice = {})
{
    constexpr std::size_t in = encoder_plan<Network>::input_width;
    constexpr std::size_t out = detail::network_plan<Network>::input_width;
    std::uint64_t seed = 11;
    for (const auto& [source_steps, target_steps, rows] :
        {std::array<std::size_t, 3>{1, 1, 1}, {5, 2, 3}, {2, 7, 2}, {4, 1, 5}})
    {
        random_source random(++seed);
        const lengths of_source(rows, source_steps);
        const lengths of_target(rows, target_steps);
        const auto source = random_tensor(source_steps, rows, in, random);
        const auto target = random_tensor(target_steps, rows, out, random);
        CAPTURE(source_steps, target_steps, rows);
        check(compare_once<Network>(source, target, loss_of_both_sides<Network>(seed, of_source, of_target), rows, seed,
            random, source_steps == 1 ? of_choice : std::vector<std::string>()));
    }
}

template <class Network>
void check_packed_gradients()
{
    constexpr std::size_t in = encoder_plan<Network>::input_width;
    constexpr std::size_t out = detail::network_plan<Network>::input_width;
    const lengths of_source{3, 1, 6, 4};
    const lengths of_target{2, 5, 1, 3};
    random_source random(5);
    const auto source = random_pack(of_source, in, random);
    const auto target = random_pack(of_target, out, random);
    check(compare_once<Network>(source, target, loss_of_both_sides<Network>(7, of_source, of_target), 4, 7, random));
    const auto rectangle = random_tensor(3, 4, out, random);
    check(compare_once<Network>(
        source, rectangle, loss_of_both_sides<Network>(8, of_source, {3, 3, 3, 3}), 4, 8, random));
}

} // namespace

TEST_CASE("gradients of an encoder and a decoder match finite differences")
{
    check_gradients<seq2seq<rnn<3, 5>, rnn<2, 5>, carry<"h">>>();
    check_gradients<seq2seq<lstm<3, 7>, stack<lstm<4, 7>, linear<7, 3>>, carry<"h">, carry<"c">>>();
    check_gradients<seq2seq<stack<gru<3, 6>, rnn<6, 4>>, stack<linear<2, 5>, gru<5, 6>, rnn<6, 4>>, carry<"h">>>();
}

TEST_CASE("gradients through some of the states match finite differences")
{
    // One state of two; and one state that two of the decoder begin with.
    check_gradients<seq2seq<lstm<3, 5>, stack<lstm<2, 5>, linear<5, 2>>, carry<"c", "h">>>();
    check_gradients<seq2seq<stack<rnn<3, 4>, gru<4, 6>>, stack<gru<2, 4>, rnn<4, 4>>, carry<"h", "h", 0, 2>,
        carry<"h", "h", 0, 3>>>();
}

TEST_CASE("gradients through a bidirectional encoder match finite differences")
{
    check_gradients<seq2seq<bidirectional<gru<3, 4>>, stack<gru<2, 8>, linear<8, 3>>, carry<"h">>>();
    check_gradients<seq2seq<stack<bidirectional<lstm<3, 4>>, dropout<8>, lstm<8, 5>>, stack<lstm<2, 5>, dropout<5>>,
        carry<"h", "h", 3, 4>, carry<"c", "c", 3, 4>>>();
}

TEST_CASE("gradients of packed sources and targets match finite differences")
{
    check_packed_gradients<seq2seq<lstm<3, 7>, stack<lstm<4, 7>, linear<7, 3>>, carry<"h">, carry<"c">>>();
    check_packed_gradients<seq2seq<bidirectional<gru<3, 4>>, stack<gru<2, 8>, linear<8, 3>>, carry<"h">>>();
}

TEST_CASE("gradients of a decoder that remembers the source match finite differences")
{
    const std::vector<std::string> of_choice{"W_K", "W_q", "v"};
    check_gradients<seq2seq<rnn<3, 5>, additive_attention<2, 5, 4, 6>, remember<"M">>>(of_choice);
    using remembering = seq2seq<bidirectional<gru<3, 3>>, stack<additive_attention<2, 6, 4, 6>, linear<6, 3>>,
        carry<"h">, remember<"M">>;
    check_gradients<remembering>(of_choice);
    check_packed_gradients<remembering>();
}
