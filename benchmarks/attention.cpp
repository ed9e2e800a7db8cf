// SPDX-License-Identifier: BSD-3-Clause
/// attention [REPEATS]: what additive attention costs. Windows of a decoder that reads a memory, of the same decoder with all
/// its products that is fed its context, of the one product of the memory, and as many tanh as the scores have, in turn; the
/// least processor time of each.
///
/// 20 steps, a memory of 50 positions, scores of 128 units, 128 hidden units, in float. The memory of 16 rows of 128 numbers
/// fits into a cache of a megabyte with what is made of it, that of 32 rows of 256 does not.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include <xrnn/kernels/activations.hpp>
#include <xrnn/xrnn.hpp>

namespace
{

using namespace xrnn;

constexpr std::size_t units = 128;
constexpr std::size_t steps = 20;
constexpr std::size_t length = 50;

/// Bahdanau's decoder with a plain recurrence.
template <std::size_t Remembered>
struct attentive
{
    static constexpr input<"x", units> x{};
    static constexpr memory<"H", Remembered> H{};
    static constexpr positions<"K", units> K{};
    static constexpr positions<"e"> e{};
    static constexpr positions<"a"> a{};
    static constexpr value<"q", units> q{};
    static constexpr value<"c", Remembered> c{};
    static constexpr state<"s", units> s{};
    static constexpr parameter<"W_h", Remembered, units> W_h{};
    static constexpr parameter<"W_s", units, units> W_s{};
    static constexpr parameter<"v", units> v{};
    static constexpr parameter<"W", units, units> W{};
    static constexpr parameter<"U", units, units> U{};
    static constexpr parameter<"C", Remembered, units> C{};
    static constexpr parameter<"b", units> b{};

    static constexpr auto inputs = order(x, H);
    static constexpr auto output = s;
    static constexpr auto step = equations(K = dot(H, W_h), q = dot(prev(s), W_s), e = sum(v * tanh(K + q)),
        a = softmax(e), c = attend(a, H), s = tanh(dot(x, W) + dot(prev(s), U) + dot(c, C) + b));
};

/// The same without the scores and the sum over the memory. The query that the scores would read is added to the state.
template <std::size_t Remembered>
struct fed_its_context
{
    static constexpr input<"x", units> x{};
    static constexpr input<"c", Remembered> c{};
    static constexpr value<"q", units> q{};
    static constexpr state<"s", units> s{};
    static constexpr parameter<"W_s", units, units> W_s{};
    static constexpr parameter<"W", units, units> W{};
    static constexpr parameter<"U", units, units> U{};
    static constexpr parameter<"C", Remembered, units> C{};
    static constexpr parameter<"b", units> b{};

    static constexpr auto inputs = order(x, c);
    static constexpr auto output = s;
    static constexpr auto step =
        equations(q = dot(prev(s), W_s), s = q + tanh(dot(x, W) + dot(prev(s), U) + dot(c, C) + b));
};

double processor_milliseconds()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

/// A network with its workspace, and its least times.
template <class Network>
struct runner
{
    xrnn::model<Network> model{1};
    workspace<Network> work;
    hidden_state<Network> state;
    parameters<Network> gradients{};
    double forward = 1e300;
    double backward = 1e300;

    runner(std::size_t window, std::size_t rows)
        : work(model, window, rows, room_for_memory{length}, input_adjoints::yes)
        , state(rows)
    {
    }

    template <class X>
    void run(const X& x)
    {
        state.reset();
        const double start = processor_milliseconds();
        work.forward(model, x, state);
        forward = std::min(forward, processor_milliseconds() - start);
        work.output_adjoint().fill(0.01f);
        const double middle = processor_milliseconds();
        work.backward(model, gradients);
        backward = std::min(backward, processor_milliseconds() - middle);
    }
};

/// Milliseconds for so many tanh, on numbers in the first cache.
double milliseconds_of_tanh(std::size_t wanted)
{
    using V = detail::batch<float>;
    constexpr std::size_t lane = detail::batch_size<float>;
    constexpr std::size_t count = 1024;
    alignas(64) static float numbers[count] = {};
    const double start = processor_milliseconds();
    for (std::size_t done = 0; done < wanted; done += count)
    {
        for (std::size_t i = 0; i < count; i += lane)
        {
            detail::store_lane<lane>(
                numbers + i, detail::activations::tanh(detail::load_lane<lane>(numbers + i) + V(0.5f)));
        }
    }
    return processor_milliseconds() - start;
}

template <std::size_t Remembered>
void compare(std::size_t rows, int repeats)
{
    runner<attentive<Remembered>> reads(steps, rows);
    runner<fed_its_context<Remembered>> is_fed(steps, rows);
    runner<linear<Remembered, units>> product(length, rows);
    const xt::xtensor<float, 3> x = 0.1 * xt::ones<float>({steps, rows, units});
    const xt::xtensor<float, 3> context = 0.1 * xt::ones<float>({steps, rows, Remembered});
    const xt::xtensor<float, 3> remembered = 0.1 * xt::ones<float>({length, rows, Remembered});
    double of_tanh = 1e300;
    for (int i = 0; i < repeats; ++i)
    {
        reads.run(feeds(x, remembered));
        is_fed.run(feeds(x, context));
        product.run(remembered);
        of_tanh = std::min(of_tanh, milliseconds_of_tanh(steps * rows * length * units));
    }
    const auto print = [&](const char* pass, double whole, double decoder, double once) {
        std::printf(
            "%zu rows of %zu, %s: %.3f ms, of which the decoder takes %.3f and the memory's product %.3f; the rest "
            "is %.2f times the %.3f ms of its tanh\n",
            rows, Remembered, pass, whole, decoder, once, (whole - decoder - once) / of_tanh, of_tanh);
    };
    print("forward", reads.forward, is_fed.forward, product.forward);
    print("backward", reads.backward, is_fed.backward, product.backward);
}

} // namespace

int main(int argc, char** argv)
{
    const int repeats = argc > 1 ? std::atoi(argv[1]) : 100;
    compare<128>(16, repeats);
    compare<256>(32, repeats);
}
