// SPDX-License-Identifier: BSD-3-Clause
/// Ranks that train together: their parts, their noise, equal bits, and what is found when they are not equal.
#include <catch2/catch.hpp>

#include "world.hpp"

using namespace xrnn;
using namespace tests;
using Catch::Matchers::Contains;

namespace
{

using network = stack<lstm<4, 6>, dropout<6>, linear<6, 4>>;

std::vector<id> some_ids(std::size_t size)
{
    random_source random(3);
    std::vector<id> ids(size);
    std::generate(ids.begin(), ids.end(), [&] { return static_cast<id>(random.bits() % 4); });
    return ids;
}

/// Twenty updates with dropout on streams that the ranks share. Every rank starts with parameters of its own.
void train(model<network>& m, optimiser<network, adam>& learn)
{
    constexpr std::size_t steps = 5;
    constexpr std::size_t rows = 6;
    world().broadcast(m, learn);
    streams data = world().part_of(some_ids(500), steps, rows);
    const row_part mine = world().part_of(rows);
    workspace work(m, steps, mine.count);
    hidden_state<network> state(mine.count);
    parameters<network> gradients;
    for (std::uint64_t update = 0; update < 20; ++update)
    {
        if (data.next())
        {
            state.reset();
        }
        work.forward(m, data.input(), state, training{.seed = 1, .update = update, .first_row = mine.first});
        double loss = softmax_cross_entropy(work, data.target(), reduction::mean);
        work.backward(m, gradients);
        loss = world().mean(gradients, loss, mine.count);
        clip_norm(gradients, 1);
        learn.update(m, gradients, loss);
    }
}

struct trained
{
    model<network> m{world().rank() + 1};
    optimiser<network, adam> learn{m, adam{0.01}};

    trained() { train(m, learn); }
};

/// Calls f on all ranks; each must throw a message that contains the text.
template <class F>
void check_error(const F& f, const std::string& text)
{
    CHECK_THROWS_WITH(f(), Contains(text));
    CHECK(world().sum(1) == static_cast<double>(world().size())); // they are still together
}

} // namespace

TEST_CASE("the parts of a batch follow each other, cover it, and differ by at most one row")
{
    const std::size_t n = world().size();
    for (const std::size_t rows : {n, n + 1, 3 * n - 1, 4 * n})
    {
        const row_part mine = world().part_of(rows);
        const std::vector<row_part> all = of_all_ranks(std::span<const row_part>(&mine, 1));
        std::size_t next = 0;
        for (const row_part& part : all)
        {
            CHECK(part.first == next);
            CHECK(part.count >= rows / n);
            CHECK(part.count <= (rows + n - 1) / n);
            next += part.count;
        }
        CHECK(next == rows);
    }
    CHECK_THROWS_WITH(world().part_of(n - 1), Contains("each needs at least one"));
}

TEST_CASE("each rank reads its rows of the same windows")
{
    for (const std::size_t size : {163u, 250u})
    {
        const std::vector<id> ids = some_ids(size);
        streams whole(ids, 4, 7);
        streams part = world().part_of(ids, 4, 7);
        const row_part mine = world().part_of(7);
        REQUIRE(part.windows() == whole.windows());
        std::size_t wrong = 0;
        for (std::size_t window = 0; window < whole.windows() + 1; ++window)
        {
            CHECK(part.next() == whole.next());
            for (std::size_t t = 0; t < 4; ++t)
            {
                for (std::size_t row = 0; row < mine.count; ++row)
                {
                    wrong += part.input()(t, row) != whole.input()(t, mine.first + row) ? 1 : 0;
                    wrong += part.target()(t, row) != whole.target()(t, mine.first + row) ? 1 : 0;
                }
            }
        }
        CHECK(wrong == 0);
    }
    CHECK_THROWS_AS(world().part_of(some_ids(20), 4, 7), std::invalid_argument);
}

TEST_CASE("after 20 updates with dropout all ranks have the same bits, and the same ones in another run")
{
    const model<network> start(1);
    const trained once;
    const trained again;
    CHECK(informative(once.m.all().span()));
    CHECK(same_on_all_ranks(once.m.all().span()));
    CHECK(same_on_all_ranks(once.learn.memory(0).span()));
    CHECK(same_on_all_ranks(once.learn.memory(1).span()));
    CHECK(once.learn.updates() == 20);
    CHECK(numbers(once.m.all().span()) == numbers(again.m.all().span()));
    CHECK(numbers(once.m.all().span()) != numbers(start.all().span()));
    CHECK_NOTHROW(world().check_same(once.m));
    CHECK_NOTHROW(world().check_same(once.m, once.learn));
}

TEST_CASE("broadcast gives all ranks what rank 0 has")
{
    const model<network> first(1);
    model<network> m(world().rank() + 1);
    optimiser learn(m, adam{});
    learn.memory(0).span()[2] = static_cast<float>(world().rank() + 3);
    learn.set_updates(world().rank() + 40);
    world().broadcast(m);
    CHECK(numbers(m.all().span()) == numbers(first.all().span()));
    CHECK(learn.updates() == world().rank() + 40);
    world().broadcast(m, learn);
    CHECK(learn.memory(0).span()[2] == 3);
    CHECK(learn.updates() == 40);

    const std::array third{id(2)};
    hidden_state<network> state; // steps use the packed weights
    hidden_state<network> expected;
    CHECK(numbers(m.step(third, state)) == numbers(first.step(third, expected)));
}

TEST_CASE("a rank that differs is found and named")
{
    if (world().size() == 1)
    {
        return;
    }
    trained t;
    const std::size_t odd = world().size() - 1;
    const bool is_odd = world().rank() == odd;
    const std::string name = "compared with rank 0, rank " + std::to_string(odd);
    const auto check = [&] { world().check_same(t.m, t.learn); };
    const model<network> before = t.m;

    t.m.edit([&](parameters<network>& p) { p.span()[5] += is_odd ? 1e-3f : 0; });
    check_error(check, name + " has other parameters;");
    check_error([&] { world().check_same(t.m); }, name + " has other parameters;");
    t.m = before;
    const auto memory = t.learn.memory(1);
    t.learn.memory(1).span()[0] += is_odd ? 1 : 0;
    check_error(check, name + " has other memories of the optimiser;");
    t.learn.memory(1) = memory;
    t.learn.set_updates(is_odd ? 3 : 2);
    check_error(check, name + " has made another number of updates;");
    t.learn.set_updates(2);
    optimiser other(t.m, adam{is_odd ? 0.1 : 0.2});
    check_error([&] { world().check_same(t.m, other); }, name + " has another learning rate;");
    world().broadcast(t.m, t.learn);
    CHECK_NOTHROW(check());
}

TEST_CASE("ranks that make different calls are told, all of them, and do not wait for each other")
{
    if (world().size() == 1)
    {
        return;
    }
    const bool is_odd = world().rank() == world().size() - 1;
    const std::string odd = "rank " + std::to_string(world().size() - 1);
    model<network> m(1);
    parameters<network> gradients;
    parameters<network, double> others;
    check_error([&] { is_odd ? world().sum(1) : world().sum(gradients, 1); },
        "rank 0 is in sum(gradients, loss), but " + odd + " is in sum(number); all ranks must make the same calls");
    check_error([&] { is_odd ? world().broadcast(m) : world().check_same(m); },
        "rank 0 is in check_same, but " + odd + " is in broadcast;");
    check_error([&] { is_odd ? world().mean(gradients, 1, 1) : world().sum(gradients, 1); },
        odd + " is in mean(gradients, loss, over)");
    check_error([&] { return is_odd ? world().mean(1, 1) : world().sum(1); }, odd + " is in mean(number, over)");
    check_error([&] { is_odd ? world().sum(others, 1) : world().sum(gradients, 1); },
        odd + " is in sum(gradients, loss) with another network, number type or optimiser");
}

TEST_CASE("run returns what the function returns")
{
    CHECK(world().run([] {}) == 0);
    CHECK(world().run([] { return 3; }) == 3);
    if (world().size() == 1)
    {
        CHECK(world().run([] { throw std::runtime_error("alone, it is no reason to end others"); }) == 1);
        CHECK(world().run([] { throw 5; }) == 1);
    }
}
