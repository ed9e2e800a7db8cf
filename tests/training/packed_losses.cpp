// SPDX-License-Identifier: BSD-3-Clause
/// Losses over packed windows, beside numbers made by hand.
#include <catch2/catch.hpp>

#include <xrnn/xrnn.hpp>

using namespace xrnn;
using Catch::Contains;

namespace
{

using identity = linear<1, 1>;
using numbers = std::vector<double>;
using ragged = std::vector<numbers>;

/// A window whose outputs are its inputs: 1 2 3 | 5 | 4 6.
struct window
{
    model<identity, double> m;
    packed_sequences<double> x{4, 3};
    workspace<identity, double> work{4, 3};
    hidden_state<identity, double> state{3};

    window()
    {
        m.edit([](auto& p) { p.template get<"W">() = 1; });
        x.fill(ragged{{1, 2, 3}, {5}, {4, 6}});
        work.forward(m, x, state);
    }

    /// The adjoints of each sequence.
    ragged adjoints()
    {
        const auto all = work.packed_output_adjoint();
        ragged found(3);
        for (std::size_t i = 0; i < 3; ++i)
        {
            for (std::size_t t = 0; t < all.length(i); ++t)
            {
                found[i].push_back(all(i, t)[0]);
            }
        }
        return found;
    }
};

template <class Element>
packed_sequences<Element> pack(const std::vector<std::vector<Element>>& all)
{
    packed_sequences<Element> packed(4, 3);
    packed.fill(all);
    return packed;
}

} // namespace

TEST_CASE("a loss over a packed window has a target for each step of each sequence")
{
    window w;
    const auto target = pack<double>({{0, 2, 5}, {4}, {4, 3}});
    CHECK(squared_error(w.work, target) == 1 + 0 + 4 + 1 + 0 + 9);
    CHECK(w.adjoints() == ragged{{2, 0, -4}, {2}, {0, 6}});
}

TEST_CASE("the mean over a packed window is over the steps that exist")
{
    window w;
    const auto target = pack<double>({{0, 2, 5}, {4}, {4, 3}});
    CHECK(squared_error(w.work, target, reduction::mean) == Approx(15.0 / 6));
    const ragged found = w.adjoints();
    CHECK(found[0][2] == Approx(-4.0 / 6));
    CHECK(found[2] == numbers{0, 1});
}

TEST_CASE("at last_step a packed window has one target for each sequence, in the order of the user")
{
    window w;
    CHECK(squared_error(w.work, numbers{1, 2, 3}, last_step) == 4 + 9 + 9);
    CHECK(w.adjoints() == ragged{{0, 0, 4}, {6}, {0, 6}});
    CHECK(squared_error(w.work, numbers{1, 2, 3}, reduction::mean, last_step) == Approx(22.0 / 3));
    CHECK(w.adjoints()[1][0] == Approx(2));
}

TEST_CASE("a mask of a packed window is packed")
{
    window w;
    const auto target = pack<double>({{0, 2, 5}, {4}, {4, 3}});
    const auto marks = pack<char>({{0, 1, 1}, {0}, {0, 1}});
    CHECK(squared_error(w.work, target, mask(marks)) == 0 + 4 + 9);
    CHECK(w.adjoints() == ragged{{0, 0, -4}, {0}, {0, 6}});
    CHECK(squared_error(w.work, target, mask(marks), reduction::mean) == Approx(13.0 / 3));
}

TEST_CASE("classes of a packed window, and classes at the last steps")
{
    model<linear<1, 2>, double> m;
    m.edit([](auto& p) { p.template get<"W">()(0, 1) = 1; }); // the log-odds of class 1 are the input
    packed_sequences<double> x(3, 2);
    x.fill(ragged{{0}, {1, 0, 2}});
    workspace<linear<1, 2>, double> work(3, 2);
    hidden_state<linear<1, 2>, double> state(2);
    work.forward(m, x, state);
    const auto cost = [](double odds, int c) { return std::log(1 + std::exp(c == 1 ? -odds : odds)); };
    const auto target = pack<id>({{1}, {0, 1, 1}});
    CHECK(softmax_cross_entropy(work, target) == Approx(cost(0, 1) + cost(1, 0) + cost(0, 1) + cost(2, 1)));
    CHECK(softmax_cross_entropy(work, std::vector<id>{0, 1}, last_step) == Approx(cost(0, 0) + cost(2, 1)));
    CHECK(work.packed_output_adjoint()(0, 0)[1] == Approx(0.5));
    CHECK(work.packed_output_adjoint()(1, 2)[0] == Approx(1 / (1 + std::exp(2.0))));
    CHECK(work.packed_output_adjoint()(1, 0)[0] == 0);
}

TEST_CASE("targets and marks that are not those of the packed window are refused")
{
    window w;
    const auto target = pack<double>({{0, 2, 5}, {4}, {4, 3}});
    CHECK_THROWS_WITH(squared_error(w.work, pack<double>({{0, 2}, {4}, {4, 3}})),
        Contains("the targets of sequence 0 have 2 steps, but the sequence has 3"));
    CHECK_THROWS_WITH(squared_error(w.work, pack<double>({{0, 2, 5}, {4, 3}, {4}})),
        Contains("the targets of sequence 1 have 2 steps, but the sequence has 1"));
    CHECK_THROWS_WITH(squared_error(w.work, pack<double>({{0, 2, 5}, {4}})), Contains("targets of 2 sequences"));
    CHECK_THROWS_WITH(squared_error(w.work, numbers(6)), Contains("are packed_sequences too"));
    CHECK_THROWS_WITH(squared_error(w.work, numbers(6), last_step), Contains("takes 3 targets, not 6"));
    CHECK_THROWS_WITH(squared_error(w.work, target, last_step), Contains("takes 3 targets, not 6"));
    const std::vector<char> plain(6, 1);
    CHECK_THROWS_WITH(squared_error(w.work, target, mask(plain)), Contains("its marks are packed_sequences"));
    const auto others = pack<char>({{0, 1, 1}, {0, 1}, {0}});
    CHECK_THROWS_WITH(squared_error(w.work, target, mask(others)), Contains("the marks of sequence 1 have 2 steps"));
    CHECK_THROWS_WITH(softmax_cross_entropy(w.work, pack<id>({{0, 0, 0}, {1}, {0, 0}})), Contains("is the class 1"));
    CHECK(squared_error(w.work, target) == 15);

    const xt::xtensor<double, 3> x = xt::ones<double>({2, 3, 1});
    w.work.forward(w.m, x, w.state);
    CHECK_THROWS_WITH(squared_error(w.work, target), Contains("was not packed"));
    const auto marks = pack<char>({{1, 1}, {1, 1}, {1, 1}});
    CHECK_THROWS_WITH(
        squared_error(w.work, numbers(6), mask(marks)), Contains("these marks are packed, but the window is not"));
    CHECK(squared_error(w.work, numbers(6)) == 6);
}
