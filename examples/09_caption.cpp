// SPDX-License-Identifier: BSD-3-Clause
/// Lesson 9: one vector, many letters. A drawing of 8 by 8 pixels is held before the network while it writes what it sees
/// there, letter by letter: "large circle", "small plus".
#include <xrnn/xrnn.hpp>

#include <array>
#include <cmath>
#include <cstdio>

constexpr std::size_t side = 8, batch = 40, longest = 15;
const xrnn::vocabulary letters("\n abcdegiklmnopqrstuw"); // a line begins after an end, and ends with one
constexpr std::size_t letter_count = 21;
constexpr std::array names{"square", "block", "circle", "cross", "plus", "triangle", "diamond", "wedge"};

/// A gru that sees an image all the time.
template <std::size_t In, std::size_t Pixels, std::size_t Hidden>
struct captioner
{
    static constexpr xrnn::input<"x", In> x{};
    static constexpr xrnn::held<"image", Pixels> image{};
    static constexpr xrnn::value<"seen", Hidden> seen{};
    static constexpr xrnn::value<"r", Hidden> r{};
    static constexpr xrnn::value<"z", Hidden> z{};
    static constexpr xrnn::value<"n", Hidden> n{};
    static constexpr xrnn::state<"h", Hidden> h{};
    static constexpr xrnn::parameter<"E", Pixels, Hidden> E{};
    static constexpr xrnn::parameter<"b_e", Hidden> b_e{};
    static constexpr xrnn::parameter<"V_r", Hidden, Hidden> V_r{};
    static constexpr xrnn::parameter<"V_z", Hidden, Hidden> V_z{};
    static constexpr xrnn::parameter<"V_n", Hidden, Hidden> V_n{};
    static constexpr xrnn::parameter<"W_r", In, Hidden> W_r{};
    static constexpr xrnn::parameter<"W_z", In, Hidden> W_z{};
    static constexpr xrnn::parameter<"W_n", In, Hidden> W_n{};
    static constexpr xrnn::parameter<"U_r", Hidden, Hidden> U_r{};
    static constexpr xrnn::parameter<"U_z", Hidden, Hidden> U_z{};
    static constexpr xrnn::parameter<"U_n", Hidden, Hidden> U_n{};
    static constexpr xrnn::parameter<"b_r", Hidden> b_r{};
    static constexpr xrnn::parameter<"b_z", Hidden> b_z{};
    static constexpr xrnn::parameter<"b_n", Hidden> b_n{};

    static constexpr auto inputs = order(x, image);
    static constexpr auto output = h;
    // clang-format off
    static constexpr auto step = equations(
        seen = tanh(dot(image, E) + b_e), // once for a drawing, as are its three products
        r = sigmoid(dot(seen, V_r) + dot(x, W_r) + dot(prev(h), U_r) + b_r),
        z = sigmoid(dot(seen, V_z) + dot(x, W_z) + dot(prev(h), U_z) + b_z),
        n = tanh(dot(seen, V_n) + dot(x, W_n) + r * dot(prev(h), U_n) + b_n),
        h = (1 - z) * n + z * prev(h));
    // clang-format on
};
using network = xrnn::stack<captioner<letter_count, side * side, 48>, xrnn::linear<48, letter_count>>;

/// Whether there is ink in column u and row v of a shape that is `size` wide and high.
bool is_ink(std::string_view name, int u, int v, int size)
{
    const int end = size - 1, middle = end / 2;
    const double du = std::abs(u - middle), dv = std::abs(v - middle);
    return name == "block" || (name == "square" && (u == 0 || v == 0 || u == end || v == end))
        || (name == "circle" && std::abs(std::hypot(du, dv) - middle) < 0.5) || (name == "cross" && du == dv)
        || (name == "plus" && (u == middle || v == middle)) || (name == "diamond" && du + dv == middle)
        || (name == "triangle" && (v == end || std::abs(du - v / 2.0) < 0.6)) || (name == "wedge" && u <= v);
}

/// A batch of drawings, each somewhere else and with noise on all pixels; and the letters that the network is fed and is to
/// give, as many steps for all. What comes after the end of a caption is not marked.
struct drawings
{
    xt::xtensor<double, 2> pixels{std::array<std::size_t, 2>{batch, side* side}};
    std::vector<std::string> captions = std::vector<std::string>(batch);
    xt::xtensor<xrnn::id, 2> fed{std::array<std::size_t, 2>{longest, batch}};
    std::vector<xrnn::id> target = std::vector<xrnn::id>(longest * batch);
    std::vector<char> marks = std::vector<char>(longest * batch);

    void draw(xrnn::random_source& random)
    {
        for (std::size_t row = 0; row < batch; ++row)
        {
            const bool large = random.bits() % 2 == 0;
            const char* name = names[random.bits() % names.size()];
            const int size = large ? 7 : 5;
            const std::uint64_t places = large ? 2 : 4;
            const int left = static_cast<int>(random.bits() % places), top = static_cast<int>(random.bits() % places);
            for (std::size_t pixel = 0; pixel < side * side; ++pixel)
            {
                const int u = static_cast<int>(pixel % side) - left, v = static_cast<int>(pixel / side) - top;
                const bool inside = u >= 0 && v >= 0 && u < size && v < size;
                pixels(row, pixel) = (inside && is_ink(name, u, v, size)) + 0.15 * random.normal();
            }
            captions[row] = std::string(large ? "large " : "small ") + name;
            const std::vector<xrnn::id> ids = letters.encode("\n" + captions[row] + "\n");
            for (std::size_t t = 0; t < longest; ++t)
            {
                fed(t, row) = ids[std::min(t, ids.size() - 1)];
                target[t * batch + row] = ids[std::min(t + 1, ids.size() - 1)];
                marks[t * batch + row] = t + 1 < ids.size();
            }
        }
    }
};

/// The likeliest letters, each fed back, until the line ends.
std::string describe(const xrnn::model<network, double>& model, std::span<const double> image)
{
    xrnn::stepper writer(model);
    std::string caption;
    xrnn::id letter = letters.encode("\n")[0];
    while (caption.size() < longest)
    {
        letter = xrnn::argmax(writer.step(xrnn::feeds(letter, image)));
        if (letters.decode(letter) == '\n')
        {
            break;
        }
        caption += letters.decode(letter);
    }
    return caption;
}

int main()
{
    xrnn::model<network, double> model(1);
    xrnn::workspace work(model, longest, batch);
    xrnn::parameters<network, double> gradients;
    xrnn::optimiser learn(model, xrnn::adam{.rate = 0.01}, xrnn::cosine_decay{.updates = 2000});
    drawings some;
    xrnn::random_source random(1), unseen(2);
    for (int update = 0; update < 2000; ++update)
    {
        some.draw(random);
        xrnn::hidden_state<network, double> state(batch);
        work.forward(model, xrnn::feeds(some.fed, some.pixels), state);
        const double loss =
            xrnn::softmax_cross_entropy(work, some.target, xrnn::reduction::mean, xrnn::mask(some.marks));
        work.backward(model, gradients);
        learn.update(model, gradients, loss, {.norm = 1});
    }
    std::size_t right = 0, all = 0;
    while (all < 2000)
    {
        some.draw(unseen);
        for (std::size_t row = 0; row < batch; ++row, ++all)
        {
            right += describe(model, {&some.pixels(row, 0), side * side}) == some.captions[row];
        }
    }
    for (std::size_t row = 0; row < 3; ++row)
    {
        std::printf("%s\n", describe(model, {&some.pixels(row, 0), side * side}).c_str());
        for (std::size_t pixel = 0; pixel < side * side; ++pixel)
        {
            std::printf(" %c%s", some.pixels(row, pixel) > 0.5 ? '#' : '.', pixel % side == side - 1 ? "\n" : "");
        }
    }
    std::printf("%.1f %% of %zu unseen drawings have the right caption\n", 100.0 * double(right) / double(all), all);
}
