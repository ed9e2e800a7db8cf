// SPDX-License-Identifier: BSD-3-Clause
/// Composed networks in files: everything comes back, and a network that is connected in another way is refused.
#include "../support/attention_cells.hpp"
#include "comes_back.hpp"
#include "text/temporary_folder.hpp"

using namespace xrnn;
using namespace xrnn::tests;
using Catch::Matchers::Contains;

namespace
{
using tagger = stack<linear<4, 2>, bidirectional<scaled>, residual<concat<gru<6, 4>, stack<rnn<6, 3>, linear<3, 2>>>>,
    heads<linear<6, 4>, linear<6, 2>>>;

/// The message of a refusal, or nothing.
template <class Network>
std::string refusal(const std::string& path)
{
    model<Network> m(5);
    const model<Network> before = m;
    try
    {
        load(path, m);
    }
    catch (const file_error& e)
    {
        CHECK(same_bits(m.all().span(), before.all().span()));
        return e.what();
    }
    return "";
}
} // namespace

TEST_CASE("a composed network comes back bit for bit, with its optimiser and its state")
{
    const auto loaded = check_that_it_comes_back<tagger, double>();
    const belongings<tagger, double> saved(1);
    CHECK(loaded.m.get<"W", 2>()(1, 2) == saved.m.get<"W", 2>()(1, 2));
    CHECK(loaded.m.get<"W", 2>()(1, 2) != loaded.m.get<"W", 1>()(1, 2));
}

TEST_CASE("the same cells connected in another way are another network")
{
    const temporary_folder f;
    save(f.path("both"), model<bidirectional<rnn<3, 3>>>(1));
    CHECK(refusal<bidirectional<rnn<3, 3>>>(f.path("both")).empty());
    CHECK_THAT((refusal<stack<rnn<3, 3>, rnn<3, 3>>>(f.path("both"))), Contains("1 from backwards input: x[3]"));
    CHECK_THAT((refusal<concat<rnn<3, 3>, rnn<3, 3>>>(f.path("both"))), Contains("1 from backwards input: x[3]"));
    save(f.path("beside"), model<concat<rnn<3, 3>, rnn<3, 3>>>(1));
    CHECK_THAT((refusal<heads<rnn<3, 3>, rnn<3, 3>>>(f.path("beside"))), Contains("output 0: 0 | 1"));
    CHECK_THAT((refusal<residual<stack<rnn<3, 3>, rnn<3, 3>>>>(f.path("beside"))), Contains("1 from input"));
}

TEST_CASE("an encoder and a decoder come back from one file, and other links are another network")
{
    using network = seq2seq<lstm<3, 4>, stack<lstm<2, 4>, linear<4, 2>>, carry<"h">, carry<"c">>;
    check_that_it_comes_back<network, double>();
    const temporary_folder f;
    save(f.path("both"), model<network>(1));
    CHECK(refusal<network>(f.path("both")).empty());
    using crossed = seq2seq<lstm<3, 4>, stack<lstm<2, 4>, linear<4, 2>>, carry<"h", "c">, carry<"c", "h">>;
    CHECK_THAT(refusal<crossed>(f.path("both")), Contains("carry h of 0 to"));
    using one = seq2seq<lstm<3, 4>, stack<lstm<2, 4>, linear<4, 2>>, carry<"h">>;
    CHECK(!refusal<one>(f.path("both")).empty());
}

TEST_CASE("an encoder that is remembered comes back, and a file without it is another network")
{
    using decoder = stack<::tests::additive_attention<2, 4, 5, 4>, linear<4, 2>>;
    using network = seq2seq<gru<3, 4>, decoder, carry<"h">, remember<"M">>;
    check_that_it_comes_back<network, double>();
    const temporary_folder f;
    save(f.path("both"), model<network>(1));
    CHECK(refusal<network>(f.path("both")).empty());
    CHECK_THAT(
        (refusal<seq2seq<gru<3, 4>, decoder, remember<"M">>>(f.path("both"))), Contains("carry h of 0 to h of 1"));
    CHECK_THAT((refusal<seq2seq<rnn<3, 4>, decoder, carry<"h">, remember<"M">>>(f.path("both"))), Contains("0: x[3]"));
}
