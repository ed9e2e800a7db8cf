// SPDX-License-Identifier: BSD-3-Clause
/// Packed windows beside pack_padded_sequence of PyTorch, in two layers: outputs, final states and all gradients.
#include <catch2/catch.hpp>

#include "golden.hpp"

using namespace tests;
using namespace xrnn;

namespace
{

const std::vector<std::size_t> lengths{3, 5, 1, 5, 2};

using sequence = xt::xtensor<double, 2>;

std::vector<sequence> sequences_of(std::size_t width, std::size_t first_seed)
{
    std::vector<sequence> all;
    for (std::size_t i = 0; i < lengths.size(); ++i)
    {
        fill(all.emplace_back(std::array<std::size_t, 2>{lengths[i], width}), first_seed + i);
    }
    return all;
}

/// The rows of each sequence against a section of its own.
template <class View>
void add_rows(largest_error& error, const View& rows, golden_numbers& expected, const std::string& section)
{
    for (std::size_t i = 0; i < lengths.size(); ++i)
    {
        std::vector<double> found;
        for (std::size_t t = 0; t < lengths[i]; ++t)
        {
            found.insert(found.end(), rows(i, t).begin(), rows(i, t).end());
        }
        error.add(found, expected, section + "." + std::to_string(i));
    }
}

template <class Case, class F>
void each_state(F&& f)
{
    detail::each_index<2>([&]<std::size_t L>() {
        Case::states::each([&]<detail::name State>(std::size_t) {
            f.template operator()<State, L>("." + std::string(State.view()) + "." + std::to_string(L));
        });
    });
}

template <class Case>
void check_packed()
{
    using network = stack<typename Case::template cell<3, 5>, typename Case::template cell<5, 5>>;
    using names = typename Case::parameters;
    golden_numbers expected(std::string("packed_") + Case::name);
    largest_error outputs;
    largest_error of_gradients;
    model<network, double> m;
    m.edit([](auto& p) { detail::each_index<2>([&]<std::size_t L>() { fill_layer<names, L>(p); }); });
    packed_sequences<double> x(5, 5, 3);
    x.fill(sequences_of(3, seed::packed_input));
    workspace<network, double> work(5, 5, input_adjoints::yes);
    hidden_state<network, double> state(5);
    parameters<network, double> gradients;
    each_state<Case>([&]<detail::name S, std::size_t L>(
                         const std::string&) { fill(state.template get<S, L>(), seed::initial(S.view()) + L); });

    const auto y = work.forward(m, x, state);
    add_rows(outputs, y, expected, "output");
    const std::vector<sequence> targets = sequences_of(5, seed::packed_target);
    const auto adjoint = work.packed_output_adjoint();
    for (std::size_t i = 0; i < lengths.size(); ++i)
    {
        for (std::size_t j = 0; j < targets[i].size(); ++j)
        {
            adjoint(i, j / 5)[j % 5] = y(i, j / 5)[j % 5] - targets[i](j / 5, j % 5);
        }
    }
    each_state<Case>([&]<detail::name S, std::size_t L>(const std::string& section) {
        outputs.add(state.template get<S, L>(), expected, "final" + section);
        fill(work.template final_adjoint<S, L>(), seed::final(S.view()) + L);
    });

    work.backward(m, gradients);
    add_rows(of_gradients, work.packed_input_adjoint(), expected, "gradient.x");
    each_state<Case>([&]<detail::name S, std::size_t L>(const std::string& section) {
        of_gradients.add(work.template initial_adjoint<S, L>(), expected, "initial_gradient" + section);
    });
    detail::each_index<2>([&]<std::size_t L>() {
        names::each([&]<detail::name Name>(std::size_t) {
            of_gradients.add(gradients.template get<Name, L>(), expected,
                "gradient." + std::string(Name.view()) + "." + std::to_string(L));
        });
    });
    INFO(Case::name << ", largest errors: outputs " << outputs.value() << ", gradients " << of_gradients.value());
    CHECK(outputs.value() <= 1e-12);
    CHECK(of_gradients.value() <= 1e-11);
    CHECK(expected.unread().empty());
}

} // namespace

TEST_CASE("a packed lstm matches pack_padded_sequence of PyTorch")
{
    check_packed<lstm_case>();
}

TEST_CASE("a packed gru matches pack_padded_sequence of PyTorch")
{
    check_packed<gru_case>();
}
