// SPDX-License-Identifier: BSD-3-Clause
/// Rows and numbers for each position of a memory: the largest number, and gradients.
#include "../../support/attention_cells.hpp"
#include "../../support/gradient_check.hpp"
#include "check.hpp"

using namespace tests;

namespace
{

/// The largest of the numbers, and rows made of numbers.
struct rows_of_numbers
{
    static constexpr input<"x", 3> x{};
    static constexpr memory<"M", 3> M{};
    static constexpr positions<"e"> e{};
    static constexpr positions<"a"> a{};
    static constexpr positions<"R", 3> R{};
    static constexpr value<"top"> top{};
    static constexpr value<"c", 3> c{};
    static constexpr state<"h", 3> h{};

    static constexpr auto inputs = order(x, M);
    static constexpr auto output = h;
    static constexpr auto step = equations(e = sum(M * prev(h)), top = max(e), a = softmax(e), R = sum(M * M) * 0.1,
        c = attend(a, R), h = tanh(x * top + c));
};

template <class Network>
void gradients_match(const char* claim)
{
    check(static_cast<bool>(compare_gradients<Network>({3, 2, 4, 3, 17, 20}, 20)), claim);
}

void largest_is_found()
{
    random_source random(1);
    const model<rows_of_numbers, double> m(1);
    workspace<rows_of_numbers, double> work(1, 1, room_for_memory{19});
    hidden_state<rows_of_numbers, double> state(1);
    fill({state.data(), state.size()}, 1, random);
    const xt::xtensor<double, 3> x = xt::ones<double>({1, 1, 3});
    xt::xtensor<double, 3> memory = xt::ones<double>({19, 1, 3});
    fill({memory.data(), memory.size()}, 1, random);
    work.forward(m, feeds(x, memory), state);
    const auto e = work.probe<"e">();
    check(work.probe<"top">()(0, 0, 0) == *std::max_element(e.begin(), e.end()), "the largest of all positions");
}

} // namespace

int main()
{
    largest_is_found();
    gradients_match<rows_of_numbers>("the gradients of rows made of a number for each position");
    gradients_match<products_at_positions<3, 2, 4>>("the gradients of products at each position");
}
