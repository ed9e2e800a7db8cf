// SPDX-License-Identifier: BSD-3-Clause
/// What it costs to write a cell oneself: own_cell [--threads N] [--seconds S] [--check]
///
/// An update of W3's network with three cells, in turn: xrnn::lstm, the same equations retyped here under names of their
/// own, and xrnn::coupled_lstm, which has three gates.
#include "xrnn_trainer.hpp"

namespace
{

using namespace benchmarks;

/// The equations of an LSTM, as a user might write them.
template <std::size_t In, std::size_t Width>
struct retyped_lstm
{
    static constexpr xrnn::input<"letter", In> letter{};
    static constexpr xrnn::state<"output", Width> out{};
    static constexpr xrnn::state<"memory", Width> memory{};
    static constexpr xrnn::value<"write", Width> write{};
    static constexpr xrnn::value<"keep", Width> keep{};
    static constexpr xrnn::value<"show", Width> show{};
    static constexpr xrnn::value<"news", Width> news{};

    static constexpr xrnn::parameter<"letter to write", In, Width> letter_to_write{};
    static constexpr xrnn::parameter<"letter to keep", In, Width> letter_to_keep{};
    static constexpr xrnn::parameter<"letter to show", In, Width> letter_to_show{};
    static constexpr xrnn::parameter<"letter to news", In, Width> letter_to_news{};
    static constexpr xrnn::parameter<"output to write", Width, Width> out_to_write{};
    static constexpr xrnn::parameter<"output to keep", Width, Width> out_to_keep{};
    static constexpr xrnn::parameter<"output to show", Width, Width> out_to_show{};
    static constexpr xrnn::parameter<"output to news", Width, Width> out_to_news{};
    static constexpr xrnn::parameter<"write bias", Width> write_bias{};
    static constexpr xrnn::parameter<"keep bias", Width> keep_bias{};
    static constexpr xrnn::parameter<"show bias", Width> show_bias{};
    static constexpr xrnn::parameter<"news bias", Width> news_bias{};

    static constexpr auto output = out;
    static constexpr auto start = initial(keep_bias = 1);
    static constexpr auto step =
        equations(write = sigmoid(dot(letter, letter_to_write) + dot(prev(out), out_to_write) + write_bias),
            keep = sigmoid(dot(letter, letter_to_keep) + dot(prev(out), out_to_keep) + keep_bias),
            show = sigmoid(dot(letter, letter_to_show) + dot(prev(out), out_to_show) + show_bias),
            news = tanh(dot(letter, letter_to_news) + dot(prev(out), out_to_news) + news_bias),
            memory = keep * prev(memory) + write * news, out = show * tanh(memory));
};

constexpr training as_w3(const char* name)
{
    training w = trainings[2];
    w.name = name;
    return w;
}

constexpr training w = as_w3("own_cell");

template <template <std::size_t, std::size_t> class Cell>
using w3_network =
    xrnn::stack<Cell<w.vocabulary, w.hidden>, Cell<w.hidden, w.hidden>, xrnn::linear<w.hidden, w.vocabulary>>;

template <template <std::size_t, std::size_t> class Cell>
using w3_trainer = trainer<w3_network<Cell>, xrnn::rmsprop>;

/// The same equations in the same order are the same network: their losses have to be equal, bit for bit.
bool check(std::size_t threads)
{
    training small = w;
    small.steps = 5;
    small.rows = 3;
    w3_trainer<xrnn::lstm> built_in(small, rule_of<rule::rmsprop>(), threads);
    w3_trainer<retyped_lstm> own(small, rule_of<rule::rmsprop>(), threads);
    bool equal = true;
    for (int n = 0; n < 10; ++n)
    {
        const double loss = built_in.update();
        equal = equal && std::isfinite(loss) && loss > 0 && loss == own.update();
    }
    std::printf("own_cell: the losses of 10 updates are %s\n", equal ? "equal" : "different");
    return equal;
}

void measure_in_turn(const options& o)
{
    w3_trainer<xrnn::lstm> built_in(w, rule_of<rule::rmsprop>(), o.threads);
    w3_trainer<retyped_lstm> own(w, rule_of<rule::rmsprop>(), o.threads);
    w3_trainer<xrnn::coupled_lstm> coupled(w, rule_of<rule::rmsprop>(), o.threads);
    const auto print_rate = [&](const char* system, auto& net) {
        options as = o;
        as.system = system;
        result r = training_rate(w, measure([&] { net.update(); }, o.seconds));
        r.operations.reset(); // the coupled cell makes fewer
        print(as, r);
    };
    print_rate("xrnn::lstm", built_in);
    print_rate("the same, retyped", own);
    print_rate("xrnn::coupled_lstm", coupled);
}

} // namespace

int main(int count, char** arguments)
{
    return run(count, arguments, "", [](const options& o) {
        if (o.check)
        {
            return check(o.threads);
        }
        measure_in_turn(o);
        return true;
    });
}
