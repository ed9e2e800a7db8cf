// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "io/child.hpp"
#include "io/objects.hpp"
#include "text/temporary_folder.hpp"

using namespace xrnn;
using namespace xrnn::tests;
using Catch::Matchers::Contains;

namespace
{

using network = stack<rnn<2, 3>, linear<3, 2>>;
using things = belongings<network, float>;

/// What save writes of things(1). It waits for the disk, so once is enough.
const std::string& whole_file()
{
    static const std::string file = [] {
        const temporary_folder f;
        things(1).save_to(f.path("file"));
        return read_file(f.path("file"));
    }();
    return file;
}

/// A file whose metadata and tensors a test may change; its checksum is made anew.
struct changed_file
{
    safetensors from = safetensors::parse(whole_file(), "file");
    std::map<std::string, std::string> words = from.metadata();
    std::vector<safetensors::tensor> tensors = from.tensors();

    safetensors::tensor& tensor(const std::string& name)
    {
        const auto found = std::find_if(tensors.begin(), tensors.end(), [&](const auto& t) { return t.name == name; });
        REQUIRE(found != tensors.end());
        return *found;
    }

    std::string content()
    {
        words["checksum"] = detail::checksum_of(words, tensors);
        return safetensors::format(words, tensors);
    }
};

/// What load does with a file of this content, without a disk that has to keep up.
template <class... Parts>
void load_content(const std::string& content, Parts&... parts)
{
    detail::load_parts({"some.file", safetensors::parse(content, "some.file")}, parts...);
}

void load_content(const std::string& content, things& all)
{
    load_content(content, all.words, all.data, all.random, all.state, all.learn, all.m);
}

/// Loading a file that was changed throws this and changes nothing.
void check_refused(const std::function<void(changed_file&)>& change, const std::string& why)
{
    changed_file changed;
    change(changed);
    const std::string content = changed.content();
    things mine(2);
    CAPTURE(why);
    CHECK_THROWS_AS(load_content(content, mine), file_error);
    CHECK_THROWS_WITH(load_content(content, mine), Contains("xrnn: some.file: ") && Contains(why));
    CHECK(mine == things(2));
}

} // namespace

TEST_CASE("a file that was changed and got a new checksum is loaded, so the others are refused for their own reason")
{
    changed_file file;
    file.words["later"] = "part";
    things mine(2);
    load_content(file.content(), mine);
    CHECK(mine == things(1));
}

TEST_CASE("a file that xrnn did not write, or a later one, is refused")
{
    check_refused([](changed_file& c) { c.words.erase("format"); }, "do not say that xrnn wrote it");
    check_refused([](changed_file& c) { c.words["format"] = "pt"; }, "read it with xrnn::safetensors");
    check_refused(
        [](changed_file& c) { c.words["version"] = "2"; }, "it has version \"2\" of the format, and this xrnn reads");
    check_refused([](changed_file& c) { c.words.erase("version"); }, "metadata lack \"version\"");
    check_refused([](changed_file& c) { c.words.erase("parts"); }, "metadata lack \"parts\"");
    check_refused([](changed_file& c) { c.words.erase("network"); }, "metadata lack \"network\"");
}

TEST_CASE("a part that is not in the file is named, with those that are")
{
    const temporary_folder f;
    things mine(1);
    save(f.path("file"), mine.m, mine.random);
    const auto lacks = [&](auto& thing, const std::string& name) {
        CHECK_THROWS_WITH(load(f.path("file"), thing),
            Contains("there is no " + name + " in this file, which has \"model random_source\""));
    };
    lacks(mine.learn, "optimiser");
    lacks(mine.state, "hidden_state");
    lacks(mine.data, "streams");
    lacks(mine.words, "notes");
    CHECK_THROWS_AS(load(f.path("file"), mine.m, mine.data), file_error);
    CHECK_NOTHROW(load(f.path("file"), mine.random, mine.m));
}

TEST_CASE("a file of another network is refused with the first layer that differs")
{
    const temporary_folder f;
    save(f.path("file"), model<network>(1));
    const auto differs = [&]<class Other>(model<Other>&& other, const std::string& theirs, const std::string& mine) {
        const model<Other> before = other;
        CHECK_THROWS_WITH(load(f.path("file"), other),
            Contains("this file is of another network, which differs first in its layer\n  " + theirs)
                && Contains("\nwhere yours has\n  " + mine));
        CHECK(same_bits(other.all(), before.all()));
    };
    differs(model<stack<rnn<2, 4>, linear<4, 2>>>(5), "\"0: x[2]: h[3] = tanh(", "\"0: x[2]: h[4] = tanh(");
    differs(model<stack<relu_rnn<2, 3>, linear<3, 2>>>(5), "\"0: x[2]: h[3] = tanh(", "\"0: x[2]: h[3] = relu(");
    differs(model<stack<rnn<2, 3>, linear<3, 4>>>(5), "\"1: x[3]: y[2] = dot", "\"1: x[3]: y[4] = dot");
    differs(model<rnn<2, 3>>(5), "\"1: x[3]: y[2] =", "(no more layers)");
    differs(model<stack<network, linear<2, 1>>>(5), "(no more layers)", "\"2: x[2]: y[1] =");
}

TEST_CASE("a description of a network that goes on after the last layer, or not at all, is refused")
{
    check_refused([](changed_file& c) { c.words["network"] += "\n"; }, "of another network");
    check_refused([](changed_file& c) { c.words["network"] += "\n\n\n"; }, "of another network");
    check_refused([](changed_file& c) { c.words["network"] += " "; }, "of another network");
    check_refused([](changed_file& c) { c.words["network"] = ""; }, "of another network");
    check_refused([](changed_file& c) { c.words["network"] = "\n" + c.words["network"]; }, "of another network");
}

TEST_CASE("tensors that lack, or have another shape or type, are refused by name")
{
    const float one = 1;
    for (const std::string name : {"0.W_xh", "1.b", "optimiser.0.0.b_h", "optimiser.1.1.W", "state.0.h"})
    {
        check_refused([&](changed_file& c) { c.tensor(name).name = "other"; }, "there is no tensor \"" + name + "\"");
        check_refused(
            [&](changed_file& c) {
                c.tensor(name) = {name, {1}, std::span(&one, 1)};
            },
            "the tensor \"" + name + "\" has the shape [1], but [");
        check_refused([&](changed_file& c) { c.tensor(name).type = number_type::i32; },
            "the tensor \"" + name + "\" has numbers of type I32");
    }
}

TEST_CASE("numbers in words that are none, or cannot be, are refused")
{
    for (const std::string key : {"optimiser.updates", "optimiser.memories", "state.rows", "random_source.state",
             "streams.upcoming", "streams.rows"})
    {
        check_refused([&](changed_file& c) { c.words.erase(key); }, "metadata lack \"" + key + "\"");
        for (const std::string text : {"", "x", "1x", "-1", "1.5", " 1", "18446744073709551616"})
        {
            check_refused([&](changed_file& c) { c.words[key] = text; },
                key + " in its metadata is \"" + text + "\", which is no number");
        }
    }
    const std::string large = "18446744073709551615";
    check_refused([&](changed_file& c) { c.words["optimiser.updates"] = large; }, large + ", which is not a possible");
    check_refused([&](changed_file& c) { c.words["streams.upcoming"] = large; }, large + ", but there are 4 windows");
    check_refused([&](changed_file& c) { c.words["streams.upcoming"] = "4"; }, "is 4, but there are 4 windows");
}

TEST_CASE("an optimiser, a hidden state and streams of another kind are refused")
{
    const temporary_folder f;
    f.file("file", whole_file());
    things mine(1);
    optimiser other(mine.m, rmsprop{});
    CHECK_THROWS_WITH(load(f.path("file"), other), Contains("has 2 memories for each parameter, and yours 1"));
    hidden_state<network> two(2);
    CHECK_THROWS_WITH(load(f.path("file"), two), Contains("in this file has 3 rows, and yours 2"));
    const auto refused = [&](streams&& data, const std::string& why) {
        data.seek(1);
        CHECK_THROWS_WITH(load(f.path("file"), data), Contains(why));
        CHECK(data.upcoming() == 1);
    };
    std::vector<id> text = things::text();
    refused(streams(text, 3, 2), "have 2 steps, and yours 3");
    refused(streams(text, 2, 3), "have 2 rows, and yours 3");
    refused(streams({text.begin(), text.end() - 4}, 2, 2), "have 4 windows, and yours 3");
    text[7] = 0;
    refused(streams(text, 2, 2), "read another text of the same length");
}

TEST_CASE("a scalar that is NaN is refused")
{
    const temporary_folder f;
    model<scaled> m(1);
    m.set<"k">(1);
    save(f.path("file"), m);
    const safetensors saved = safetensors::read(f.path("file"));
    auto words = saved.metadata();
    auto tensors = saved.tensors();
    const float nan = NAN;
    tensors.back() = {"0.k", {}, std::span(&nan, 1)};
    words["checksum"] = detail::checksum_of(words, tensors);
    f.file("file", safetensors::format(words, tensors));
    CHECK_THROWS_WITH(load(f.path("file"), m), Contains("the scalar \"0.k\" is nan, which it cannot be"));
    CHECK(m.scalar<"k">() == 1);
}

TEST_CASE("every file that was cut short is refused and changes nothing")
{
    const std::string& whole = whole_file();
    things mine(2);
    std::size_t refused = 0;
    for (std::size_t size = 0; size < whole.size(); ++size)
    {
        refused += xrnn::tests::throws<file_error>([&] { load_content(whole.substr(0, size), mine); }, "some.file");
    }
    CHECK(refused == whole.size());
    CHECK_THROWS_AS(load_content(whole + '\0', mine), file_error);
    CHECK(mine == things(2));
    CHECK_NOTHROW(load_content(whole, mine));
}

TEST_CASE("every bit that flips is noticed")
{
    std::string file = whole_file();
    things mine(2);
    std::size_t refused = 0;
    for (std::size_t bit = 0; bit < 8 * file.size(); ++bit)
    {
        const char before = file[bit / 8];
        file[bit / 8] = static_cast<char>(before ^ 1 << bit % 8);
        refused += xrnn::tests::throws<file_error>([&] { load_content(file, mine); }, "some.file");
        file[bit / 8] = before;
    }
    CHECK(refused == 8 * file.size());
    CHECK(mine == things(2));
    CHECK_NOTHROW(load_content(file, mine));
}
