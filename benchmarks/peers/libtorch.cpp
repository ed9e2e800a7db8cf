// SPDX-License-Identifier: BSD-3-Clause
/// The workloads in libtorch, by its C++ modules and optimisers: libtorch [--threads N] [--seconds S] [WORKLOAD ...]
///
/// One-hot rows are fed to nn::RNN, nn::LSTM and nn::GRU, all steps in one call, as its users do. How many threads it
/// uses is set by OMP_NUM_THREADS and OPENBLAS_NUM_THREADS; --threads only labels the results.
#include <torch/torch.h>

#include "../timing.hpp"

namespace
{

using namespace benchmarks;

template <class Layers>
struct network : torch::nn::Module
{
    Layers layers;
    torch::nn::Linear linear;

    network(Layers rnn, std::size_t hidden, std::size_t out)
        : layers(rnn)
        , linear(static_cast<std::int64_t>(hidden), static_cast<std::int64_t>(out))
    {
        register_module("layers", layers);
        register_module("linear", linear);
    }
};

/// Calls f with the layers: nn::RNN, nn::LSTM and nn::GRU are different types.
template <class F>
void with_layers(cell c, std::size_t in, std::size_t hidden, std::size_t layers, F&& f)
{
    using namespace torch::nn;
    const auto i = static_cast<std::int64_t>(in);
    const auto h = static_cast<std::int64_t>(hidden);
    const auto n = static_cast<std::int64_t>(layers);
    switch (c)
    {
    case cell::rnn: f(RNN(RNNOptions(i, h).num_layers(n))); break;
    case cell::lstm: f(LSTM(LSTMOptions(i, h).num_layers(n))); break;
    case cell::gru: f(GRU(GRUOptions(i, h).num_layers(n))); break;
    }
}

std::unique_ptr<torch::optim::Optimizer> optimiser(rule r, std::vector<at::Tensor> parameters)
{
    using namespace torch::optim;
    switch (r)
    {
    case rule::sgd: return std::make_unique<SGD>(std::move(parameters), SGDOptions(sgd_rate));
    case rule::adagrad: return std::make_unique<Adagrad>(std::move(parameters), AdagradOptions(adagrad_rate));
    case rule::rmsprop: break;
    }
    return std::make_unique<RMSprop>(
        std::move(parameters), RMSpropOptions(rmsprop_rate).alpha(rmsprop_decay).eps(epsilon));
}

template <class Layers>
void train(const training& w, Layers layers, const options& o)
{
    namespace functional = torch::nn::functional;
    torch::manual_seed(1);
    network<Layers> net(layers, w.hidden, w.vocabulary);
    const auto learn = optimiser(w.rule, net.parameters());
    windows<std::int64_t> data(w);
    const auto steps = static_cast<std::int64_t>(w.steps);
    const auto rows = static_cast<std::int64_t>(w.rows);
    const auto vocabulary = static_cast<std::int64_t>(w.vocabulary);
    const auto hidden = static_cast<std::int64_t>(w.hidden);
    const torch::Tensor input = torch::from_blob(data.input().data(), {steps, rows}, torch::kLong);
    const torch::Tensor target = torch::from_blob(data.target().data(), {steps * rows}, torch::kLong);
    torch::Tensor loss;
    const times t = measure(
        [&] {
            data.next();
            const torch::Tensor one_hot = functional::one_hot(input, vocabulary).to(torch::kFloat);
            const torch::Tensor h = std::get<0>(net.layers->forward(one_hot));
            const torch::Tensor logits = net.linear->forward(h.view({steps * rows, hidden}));
            loss = functional::cross_entropy(logits, target);
            learn->zero_grad();
            loss.backward();
            learn->step();
        },
        o.seconds);
    result r = training_rate(w, t);
    r.loss = loss.item<double>();
    print(o, r);
}

/// The state of one sequence: h, and for the LSTM c.
template <class Layers>
using state_of = std::conditional_t<std::is_same_v<Layers, torch::nn::LSTM>, std::tuple<torch::Tensor, torch::Tensor>,
    torch::Tensor>;

template <class Layers>
state_of<Layers> zero_state(std::size_t layers, std::size_t hidden)
{
    const torch::Tensor zero = torch::zeros({static_cast<std::int64_t>(layers), 1, static_cast<std::int64_t>(hidden)});
    if constexpr (std::is_same_v<Layers, torch::nn::LSTM>)
    {
        return {zero, zero.clone()};
    }
    else
    {
        return zero;
    }
}

template <class Layers>
void sample(const sampling& w, Layers layers, const options& o)
{
    const torch::NoGradGuard no_gradients;
    torch::manual_seed(1);
    network<Layers> net(layers, w.hidden, w.vocabulary);
    const torch::Tensor x = torch::zeros({1, 1, static_cast<std::int64_t>(w.vocabulary)});
    float* const one_hot = x.data_ptr<float>();
    state_of<Layers> state = zero_state<Layers>(w.layers, w.hidden);
    random_numbers random;
    std::size_t letter = 0;
    const times t = measure(
        [&] {
            one_hot[letter] = 1;
            torch::Tensor h;
            std::tie(h, state) = net.layers->forward(x, state);
            const torch::Tensor p =
                torch::softmax(net.linear->forward(h.view({1, static_cast<std::int64_t>(w.hidden)})), 1);
            one_hot[letter] = 0;
            letter = draw({p.data_ptr<float>(), w.vocabulary}, random.uniform());
        },
        o.seconds);
    print(o, rate(w.name, "characters/s", 1, operations(w), t));
}

template <class Layers>
void stream(const streaming& w, Layers layers, const options& o)
{
    const torch::NoGradGuard no_gradients;
    torch::manual_seed(1);
    network<Layers> net(layers, w.hidden, 1);
    const torch::Tensor x = torch::zeros({1, 1, 1});
    state_of<Layers> state = zero_state<Layers>(1, w.hidden);
    random_numbers random;
    float sum = 0;
    const times t = measure(
        [&] {
            *x.data_ptr<float>() = random.symmetric(1);
            torch::Tensor h;
            std::tie(h, state) = net.layers->forward(x, state);
            sum += *net.linear->forward(h.view({1, static_cast<std::int64_t>(w.hidden)})).template data_ptr<float>();
        },
        o.seconds);
    print(o, rate(w.name, "steps/s", 1, operations(w), t));
}

} // namespace

int main(int count, char** arguments)
{
    return run(count, arguments, "libtorch", [](const options& o) {
        const auto train_layers = [](const training& w, const options& how) {
            with_layers(w.cell, w.vocabulary, w.hidden, w.layers, [&](auto layers) { train(w, layers, how); });
        };
        for_each_wanted(o, trainings, train_layers);
        for_each_wanted(o, sweeps, train_layers);
        for_each_wanted(o, samplings, [](const sampling& w, const options& how) {
            with_layers(w.cell, w.vocabulary, w.hidden, w.layers, [&](auto layers) { sample(w, layers, how); });
        });
        for_each_wanted(o, streamings, [](const streaming& w, const options& how) {
            with_layers(w.cell, 1, w.hidden, 1, [&](auto layers) { stream(w, layers, how); });
        });
        return true;
    });
}
