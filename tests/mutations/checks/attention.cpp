// SPDX-License-Identifier: BSD-3-Clause
/// Additive attention: what it refuses, and its weights.
#include "../../support/attention_cells.hpp"
#include "../../support/packed_gradients.hpp"
#include "check.hpp"

using namespace tests;

namespace
{

template <class Cell, class First, class Second>
bool refuses(std::size_t room, const First& first, const Second& second)
{
    const model<Cell, double> m(1);
    workspace<Cell, double> work(2, 3, room_for_memory{room});
    hidden_state<Cell, double> state(3);
    const xt::xtensor<double, 3> x = xt::zeros<double>({2, 3, 2});
    try
    {
        work.forward(m, feeds(x, first, second, second), state);
    }
    catch (const std::invalid_argument&)
    {
        return true;
    }
    return false;
}

void what_does_not_fit_is_refused()
{
    using cell = several_memories<2, 2, 2>;
    const xt::xtensor<double, 3> five = xt::zeros<double>({5, 3, 2});
    const xt::xtensor<double, 3> four = xt::zeros<double>({4, 3, 2});
    const xt::xtensor<double, 3> nothing = xt::zeros<double>({0, 3, 2});
    random_source random(1);
    const auto packed = random_pack({2, 3, 5}, 2, random);
    const auto packed_otherwise = random_pack({3, 2, 5}, 2, random);
    check(!refuses<cell>(5, five, five), "memories that fit are taken");
    check(refuses<cell>(4, five, five), "a memory with more positions than there is room for is refused");
    check(refuses<cell>(5, four, five), "memories of different lengths are refused");
    check(refuses<cell>(5, packed, packed_otherwise), "memories with rows of different lengths are refused");
    check(refuses<cell>(5, nothing, nothing), "a memory without positions is refused");
}

void weights_are_probabilities()
{
    using cell = additive_attention<2, 3, 3, 2>;
    const model<cell> m(1);
    workspace<cell> work(4, 3, room_for_memory{19});
    hidden_state<cell> state(3);
    random_source random(1);
    const auto x = random_pack<float>({2, 4, 1}, 2, random);
    const auto memory = random_pack<float>({3, 2, 19}, 3, random);
    work.forward(m, feeds(x, memory), state);
    const auto a = work.packed_probe<"a">();
    for (std::size_t row = 0; row < 3; ++row)
    {
        double sum = 0;
        for (const float weight : a(row, 0).first(memory.length(row)))
        {
            sum += double(weight);
        }
        check(std::abs(sum - 1) < 1e-5, "the weights of attention are probabilities");
    }
}

} // namespace

int main()
{
    what_does_not_fit_is_refused();
    weights_are_probabilities();
}
