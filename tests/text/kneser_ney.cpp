// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <fstream>
#include <numeric>
#include <random>
#include <sstream>

#include <xrnn/text/kneser_ney.hpp>

using namespace xrnn;
using Catch::Matchers::Contains;

namespace
{

using ids = std::vector<id>;

ids letters(const std::string& text)
{
    ids numbers;
    for (const char c : text)
    {
        numbers.push_back(c == ' ' ? 26 : static_cast<id>(c - 'a'));
    }
    return numbers;
}

/// The texts of kneser_ney.py.
ids text_of(const std::string& name)
{
    return name == "short"
        ? ids{0, 1, 0, 2, 0, 1, 1, 3, 0, 1, 0}
        : letters("peter piper picked a peck of pickled peppers a peck of pickled peppers peter piper picked if peter "
                  "piper picked a peck of pickled peppers where is the peck of pickled peppers peter piper picked she "
                  "sells sea shells by the sea shore the shells she sells are sea shells for sure");
}

double sum(const std::vector<double>& p)
{
    return std::accumulate(p.begin(), p.end(), 0.0);
}

/// One line of kneser_ney.txt, after the kind of number.
void check_distribution(std::istream& line, const kneser_ney& model)
{
    std::size_t length = 0;
    line >> length;
    ids context(length);
    for (id& each : context)
    {
        line >> each;
    }
    const std::vector<double> p = model.distribution(context);
    REQUIRE(p.size() == model.classes());
    for (std::size_t k = 0; k < p.size(); ++k)
    {
        double expected = 0;
        REQUIRE(line >> expected);
        CHECK(p[k] == Approx(expected).epsilon(1e-12));
        CHECK(model.probability(context, static_cast<id>(k)) == Approx(expected).epsilon(1e-12));
    }
}

} // namespace

TEST_CASE("probabilities are those of a slow script that follows the definitions")
{
    std::ifstream file(XRNN_TEST_FOLDER "/text/kneser_ney.txt");
    std::size_t lines = 0;
    for (std::string text; std::getline(file, text); ++lines)
    {
        std::istringstream line(text);
        std::string name;
        std::string how;
        std::string kind;
        std::size_t order = 0;
        line >> name >> order >> how >> kind;
        INFO(name << " " << order << " " << how << " " << kind);
        const bool is_short = name == "short";
        const kneser_ney model(
            text_of(name), is_short ? 5 : 27, order, how == "one" ? discounts::one : discounts::three);
        if (kind == "after")
        {
            check_distribution(line, model);
            continue;
        }
        double expected = 0;
        REQUIRE(line >> expected);
        const ids other = is_short ? ids{0, 1, 0, 4, 4, 1, 3} : letters("peter sells a peck of sea shells");
        CHECK(model.nats(other) == Approx(expected).epsilon(1e-12));
    }
    CHECK(lines == 148);
}

TEST_CASE("three ids, by hand")
{
    // One letter: counts 2 and 1, of which 1 and 1/2 are taken; the 3/2 of 3 that are taken are divided evenly.
    const ids text{0, 0, 1};
    const kneser_ney one(text, 2, 1);
    CHECK(one.probability(ids{}, 0) == Approx(1.0 / 3 + 0.5 / 2).epsilon(1e-15));
    CHECK(one.probability(ids{1}, 1) == Approx(0.5 / 3 + 0.5 / 2).epsilon(1e-15));
    // Before 0 stands the beginning or 0, before 1 stands 0: counts 2 and 1 again. After 0 come 0 and 1, once each.
    const kneser_ney two(text, 2, 2);
    CHECK(two.probability(ids{0}, 0) == Approx(0.5 / 2 + 0.5 * 7 / 12).epsilon(1e-15));
    CHECK(two.probability(ids{1}, 0) == Approx(7.0 / 12).epsilon(1e-15)); // nothing comes after 1
    CHECK(
        two.nats(text) == Approx(-(std::log(7.0 / 12) + std::log(13.0 / 24) + std::log(11.0 / 24)) / 3).epsilon(1e-15));
}

TEST_CASE("probabilities sum to 1 and none is zero, after any context")
{
    std::mt19937 random(3);
    ids text(3000);
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        text[i] = static_cast<id>(random() % (1 + i % 7));
    }
    for (std::size_t order = 1; order <= kneser_ney::highest_order; ++order)
    {
        const kneser_ney model(text, 9, order, order % 2 == 0 ? discounts::one : discounts::three);
        CHECK(model.order() == order);
        for (int n = 0; n < 100; ++n)
        {
            // Half of the contexts are from the text, the others have ids that never occur.
            ids context(text.begin() + n, text.begin() + n + n % 13);
            for (id& each : context)
            {
                each = n % 2 == 0 ? each : static_cast<id>(random() % 9);
            }
            const std::vector<double> p = model.distribution(context);
            CHECK(sum(p) == Approx(1).epsilon(1e-12));
            CHECK(*std::min_element(p.begin(), p.end()) > 0);
        }
    }
}

TEST_CASE("the mean over a sequence is that of its ids, one by one")
{
    const ids text = text_of("long");
    const ids other = letters("she picked pickled zebra peppers by the shore");
    for (const std::size_t order : {1u, 2u, 5u, 10u})
    {
        const kneser_ney model(text, 27, order);
        double nats = 0;
        for (std::size_t i = 0; i < other.size(); ++i)
        {
            nats -= std::log(model.probability(std::span(other).first(i), other[i]));
        }
        CHECK(model.nats(other) == Approx(nats / static_cast<double>(other.size())).epsilon(1e-12));
    }
}

TEST_CASE("a text shorter than the order has n-grams of its own length")
{
    const kneser_ney model(ids{2}, 4, 10);
    CHECK(model.probability(ids{}, 2) > 0.5);
    CHECK(sum(model.distribution(ids{2, 2})) == Approx(1).epsilon(1e-12));
}

TEST_CASE("an order, an id or a text that does not fit is refused")
{
    const ids text{0, 1, 2};
    CHECK_THROWS_WITH(kneser_ney(text, 3, 0), Contains("the order must be 1 to 10, but it is 0"));
    CHECK_THROWS_AS(kneser_ney(text, 3, 11), std::invalid_argument);
    CHECK_THROWS_AS(kneser_ney(ids{}, 3, 2), std::invalid_argument);
    CHECK_THROWS_AS(kneser_ney(text, 2, 2), std::out_of_range);
    CHECK_THROWS_WITH(kneser_ney(text, 2, 2), Contains("the id 2 is not below the 2 classes"));
    kneser_ney model(text, 3, 2);
    CHECK_THROWS_AS(model.probability(ids{}, 3), std::out_of_range);
    CHECK_THROWS_AS(model.probability(ids{3}, 0), std::out_of_range);
    CHECK_THROWS_AS(model.distribution(ids{0, 3}), std::out_of_range);
    CHECK_THROWS_AS(model.nats(ids{0, 3}), std::out_of_range);
    CHECK_THROWS_AS(model.nats(ids{}), std::invalid_argument);
    const kneser_ney other = std::move(model);
    CHECK(other.order() == 2);
    CHECK_THROWS_AS(model.probability(ids{}, 0), std::logic_error);
    CHECK_THROWS_AS(model.distribution(ids{}), std::logic_error);
    CHECK_THROWS_AS(model.nats(ids{0}), std::logic_error);
}
