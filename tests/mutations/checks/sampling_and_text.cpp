// SPDX-License-Identifier: BSD-3-Clause
/// Sampling, text in and out, a width for a vocabulary, and normal initialisation.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include <xrnn/model/choose_width.hpp>
#include <xrnn/model/initialise.hpp>
#include <xrnn/sampling/sampler.hpp>
#include <xrnn/text/read_file.hpp>
#include <xrnn/text/streams.hpp>
#include <xrnn/text/vocabulary.hpp>

#include "check.hpp"

using namespace xrnn;
using tests::check;

namespace
{

using reals = std::vector<double>;

/// The sum of the differences of the probabilities, of logits whose softmax is 0.1, 0.4, 0.2 and 0.3, from these.
double off(const sampling& how, const reals& expected)
{
    sampler draw(4, how);
    const auto p = draw.probabilities(reals{std::log(0.1), std::log(0.4), std::log(0.2), std::log(0.3)});
    double sum = 0; // which keeps what is not a number
    for (std::size_t k = 0; k < 4; ++k)
    {
        sum += std::abs(p[k] - expected[k]);
    }
    return sum;
}

/// Whether f throws a std::logic_error.
template <class F>
bool impossible(const F& f)
{
    try
    {
        f();
    }
    catch (const std::logic_error&)
    {
        return true;
    }
    return false;
}

void check_sampler()
{
    check(off({.temperature = 0.5}, {1 / 30.0, 16 / 30.0, 4 / 30.0, 9 / 30.0}) < 1e-12, "temperature");
    check(off({.temperature = 0}, {0, 1, 0, 0}) == 0, "temperature zero");
    check(off({.top_k = 2}, {0, 4 / 7.0, 0, 3 / 7.0}) < 1e-12, "top-k");
    check(off({.top_p = 0.6}, {0, 4 / 7.0, 0, 3 / 7.0}) < 1e-12, "top-p");
    check(off({.top_k = 3, .top_p = 0.75}, {0, 4 / 7.0, 0, 3 / 7.0}) < 1e-12, "top-p of what top-k left");
    sampler two(4, {.top_k = 2});
    check(two.probabilities(reals{0, 1, 1, 1})[3] == 0, "of equally probable ids the lower is kept");

    sampler draw(3);
    random_source random(1);
    std::array<int, 3> counts{};
    for (int i = 0; i < 3000; ++i)
    {
        ++counts[draw(reals{std::log(0.5), std::log(0.3), std::log(0.2)}, random)];
    }
    check(std::abs(counts[0] - 1500) < 120 && std::abs(counts[1] - 900) < 120, "ids are drawn as they are probable");
    const double inf = std::numeric_limits<double>::infinity();
    check(impossible([&] { draw(reals{0, std::nan(""), 0}, random); }), "a logit that is no number is refused");
    check(impossible([&] { draw(reals{0, inf, 0}, random); }), "an infinite logit is refused");
    check(impossible([&] { argmax(reals{0, std::nan(""), 0}); }), "argmax refuses a logit that is no number");
}

void check_vocabulary()
{
    const vocabulary letters("ab\xe1");
    check(letters.size() == 3 && letters.encode('\xe1') == 2 && letters.decode(id(0)) == 'a', "bytes above 127");
    check(impossible([&] { letters.decode(id(3)); }), "an id beyond the vocabulary is refused");
}

void check_streams()
{
    const std::size_t half = std::size_t(1) << 32;
    check(impossible([&] { streams({0, 1, 2}, half, half); }), "a text is longer than a window");
    const streams unread({0, 1, 2}, 1);
    check(impossible([&] { unread.target(); }), "there is no window before the first");
    std::vector<id> ids(13);
    std::iota(ids.begin(), ids.end(), id(0));
    streams data(std::vector<id>(ids.begin(), ids.end() - 1), 3, 2);
    check(data.windows() == 1, "the last id of a text has no target");
    data = streams(ids, 3, 2);
    const bool first = data.next();
    check(data.input()(0, 1) == 6 && data.input()(2, 0) == 2, "a window is [steps, rows]");
    check(data.target()(0, 1) == 7 && data.target()(2, 0) == 3, "a target is the next id");
    const bool second = data.next();
    check(data.input()(0, 0) == 3 && data.input()(0, 1) == 9, "a stream goes on where the window ended");
    check(first && !second && data.next(), "the streams begin with the first window, and after the last one");
    data.seek(1);
    check(!data.next() && data.input()(0, 0) == 3, "seek");
}

void check_the_rest()
{
    const auto width = []<std::size_t Width>() { return Width; };
    check(choose_width<8, 16>(8, width) == 8 && choose_width<8, 16>(9, width) == 16, "the first width that fits");
    std::vector<double> w(2000);
    random_source random(2);
    normal{0.1}(40, 50, std::span<double>(w), random);
    const double square = std::inner_product(w.begin(), w.end(), w.begin(), 0.0) / 2000;
    check(std::abs(std::sqrt(square) - 0.1) < 0.01, "the deviation of normal initialisation");

    const std::filesystem::path path = std::filesystem::temp_directory_path()
        / ("xrnn_check_" + std::to_string(reinterpret_cast<std::uintptr_t>(&random)));
    const std::string text(70000, 'x');
    std::ofstream(path, std::ios::binary) << text;
    const std::string read = read_file(path.string());
    std::filesystem::remove(path);
    check(read == text, "a file is read whole");
}

} // namespace

int main()
{
    check_sampler();
    check_vocabulary();
    check_streams();
    check_the_rest();
}
