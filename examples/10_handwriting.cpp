// SPDX-License-Identifier: BSD-3-Clause
/// Lesson 10: handwriting (Graves 2013). A network that has watched many hands writes letters by itself, movement by movement.
/// A pen may go here or there, so the network predicts a mixture of places, and learns by the density of that mixture. The
/// hands that it watches are in strokes.hpp. `10_handwriting FILE.svg` learns for a minute or two, and draws what it has seen
/// and what it writes; a number of updates after that is the time to learn.
#include <xrnn/xrnn.hpp>

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "strokes.hpp"

using strokes::movement;

constexpr std::size_t parts = 5, step_count = 100, row_count = 16;
constexpr std::size_t letter_count = strokes::letters.size(), input_width = 3 + letter_count;
using network = xrnn::stack<xrnn::lstm<input_width, 100>, xrnn::linear<100, 6 * parts + 1>>;
using sequence = xt::xtensor<double, 3>;

strokes::hand draw_hand(xrnn::random_source& random)
{
    return {random.uniform(-0.1, 0.4), random.uniform(3.6, 4.4), 0.03};
}

/// What the network is fed: where the pen went, and which letter it is to write now, as 0 0 1 0 ...
void feed(double* x, const movement& before, char letter)
{
    std::copy(before.begin(), before.end(), x);
    std::fill_n(x + 3, letter_count, 0.0);
    x[3 + strokes::letters.find(letter)] = 1;
}

/// Random letters in a hand of its own for each row, and where the pen goes next.
void draw(xrnn::random_source& random, sequence& input, sequence& target)
{
    for (std::size_t row = 0; row < row_count; ++row)
    {
        std::string text(step_count / 10, ' '); // each letter takes more than ten movements
        std::generate(text.begin(), text.end(), [&] { return strokes::letters[random.bits() % letter_count]; });
        const std::vector<movement> all = strokes::write(text, draw_hand(random), random);
        movement before{0, 0, 1};
        for (std::size_t t = 0, letter = 0; t < step_count; ++t)
        {
            feed(&input(t, row, 0), before, text[letter]);
            std::copy(all[t].begin(), all[t].end(), &target(t, row, 0));
            before = all[t];
            letter += before[2] == 1;
        }
    }
}

/// The movements of each letter of a text, drawn one after another and fed back. A bias makes a neater hand.
std::vector<std::vector<movement>> write_freely(
    const xrnn::model<network, double>& model, std::string_view text, double bias, xrnn::random_source& random)
{
    xrnn::stepper pen(model);
    std::vector<std::vector<movement>> written;
    movement last{0, 0, 1};
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        if (text[i] == ' ')
        {
            continue;
        }
        std::vector<movement>& letter = written.emplace_back();
        do
        {
            std::array<double, input_width> x;
            feed(x.data(), last, text[i]);
            last = xrnn::draw_stroke(pen.step(x), random, bias);
            letter.push_back(last);
        } while (last[2] == 0 && letter.size() < 40); // a letter that long is lost
        last[2] = letter.back()[2] = 1;
        letter.front()[0] += i > 0 && text[i - 1] == ' ' ? 3 : 0; // which the network does not see
    }
    return written;
}

void draw_sheet(const xrnn::model<network, double>& model, const std::string& path)
{
    strokes::sheet sheet;
    xrnn::random_source random(2);
    for (const char* text : {"hello hands", "hear our sound", "lend us a neural ear"})
    {
        sheet.add("seen", strokes::write(text, draw_hand(random), random));
    }
    for (const double bias : {0.0, 0.5, 1.0, 2.0})
    {
        std::vector<movement> line;
        for (const auto& letter : write_freely(model, "our neurons had learned", bias, random))
        {
            line.insert(line.end(), letter.begin(), letter.end());
        }
        std::array<char, 32> about{};
        std::snprintf(about.data(), about.size(), "written, bias %g", bias);
        sheet.add(about.data(), line);
    }
    sheet.save(path, "Letters that the network has seen, and letters that it writes");
}

int main(int count, char** arguments)
{
    if (count > 3 || (count == 3 && std::isdigit(arguments[2][0]) == 0))
    {
        std::fprintf(stderr, "usage: 10_handwriting [FILE.svg [UPDATES]]\n");
        return 2;
    }
    if (count > 1 && !std::ofstream(arguments[1], std::ios::app)) // before it learns for nothing
    {
        std::fprintf(stderr, "10_handwriting: cannot write %s; name a file in a folder that is there\n", arguments[1]);
        return 1;
    }
    const std::size_t updates = count == 3 ? std::strtoul(arguments[2], nullptr, 10) : 5000;
    xrnn::model<network, double> model(1);
    xrnn::workspace work(model, step_count, row_count);
    xrnn::parameters<network, double> gradients;
    xrnn::optimiser learn(model, xrnn::adam{.rate = 0.01}, xrnn::cosine_decay{.updates = updates});
    sequence input(std::array<std::size_t, 3>{step_count, row_count, input_width});
    sequence target(std::array<std::size_t, 3>{step_count, row_count, 3});
    xrnn::random_source random(1);
    for (std::size_t update = 0; update <= updates; ++update)
    {
        draw(random, input, target);
        xrnn::hidden_state<network, double> state(row_count);
        work.forward(model, input, state);
        const double loss = xrnn::mixture_density<parts>(work, target, xrnn::reduction::mean);
        if (update % 1000 == 0 || update == updates)
        {
            std::printf("%4zu updates: %.1f nats a movement\n", update, loss);
        }
        work.backward(model, gradients);
        learn.update(model, gradients, loss, {.norm = 1});
    }
    int right = 0;
    for (int line = 0; line < 20; ++line)
    {
        constexpr std::string_view text = "hornsleadu";
        const auto written = write_freely(model, text, 1, random);
        for (std::size_t i = 0; i < text.size(); ++i)
        {
            right += strokes::read_letter(written[i]) == text[i];
        }
    }
    std::printf("%.1f %% of 200 letters can be read\n", right / 2.0);
    if (count > 1)
    {
        draw_sheet(model, arguments[1]);
    }
}
