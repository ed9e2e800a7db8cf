// SPDX-License-Identifier: BSD-3-Clause
#include <catch2/catch.hpp>

#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <xrnn/io/safetensors.hpp>

#include "text/temporary_folder.hpp"

using namespace xrnn;
using Catch::Matchers::Contains;
using xrnn::tests::temporary_folder;

namespace
{

/// A file of this header and these data.
std::string file(const std::string& header, const std::string& data = "")
{
    std::string all(8, '\0');
    for (std::size_t i = 0; i < 8; ++i)
    {
        all[i] = static_cast<char>(header.size() >> (8 * i) & 0xff);
    }
    return all + header + data;
}

safetensors parsed(const std::string& content)
{
    return safetensors::parse(content, "some.file");
}

/// The header of a file with one tensor "t" of these fields.
std::string of_one(const std::string& fields)
{
    return R"({"t":{)" + fields + "}}";
}

void check_refused(const std::string& content, const std::string& why)
{
    CAPTURE(content.substr(0, 200));
    CHECK_THROWS_AS(parsed(content), file_error);
    CHECK_THROWS_WITH(parsed(content), Contains("xrnn: some.file: ") && Contains(why));
}

} // namespace

TEST_CASE("a file written by hand is read: names, types, shapes, numbers and words")
{
    const float numbers[] = {1.5f, -2, 0.25f};
    std::string data(12 + 3, '\0');
    std::memcpy(data.data(), numbers, 12);
    data.replace(12, 3, "abc");
    const safetensors f = parsed(file(
        R"({"__metadata__":{"who":"a hand"},"b":{"dtype":"U8","shape":[3,1],"data_offsets":[12,15]},)"
        R"("a":{"data_offsets":[0,12],"shape":[3],"dtype":"F32"}, "none":{"dtype":"F64","shape":[2,0],"data_offsets":[15,15]}}   )",
        data));
    CHECK(f.metadata() == std::map<std::string, std::string>{{"who", "a hand"}});
    REQUIRE(f.tensors().size() == 3);
    CHECK(f.tensors()[0].name == "a");
    CHECK(f.tensors()[1].name == "b");
    CHECK(f.tensors()[1].type == number_type::u8);
    CHECK(f.tensors()[1].shape == std::vector<std::size_t>{3, 1});
    CHECK(std::memcmp(f.tensors()[1].bytes.data(), "abc", 3) == 0);
    CHECK(f.tensors()[2].bytes.empty());
    std::vector<float> read(3);
    f.get<float>("a", {3}).copy_to(std::span(read));
    CHECK(read == std::vector<float>{1.5f, -2, 0.25f});
    std::vector<double> wide(3);
    f.get<double>("a", {3}).copy_to(std::span(wide));
    CHECK(wide == std::vector<double>{1.5, -2, 0.25});
    CHECK(f.find("c") == nullptr);
}

TEST_CASE("every type of number has its name and its size")
{
    const std::vector<std::pair<std::string, std::size_t>> types{{"F64", 8}, {"F32", 4}, {"F16", 2}, {"BF16", 2},
        {"I64", 8}, {"I32", 4}, {"I16", 2}, {"I8", 1}, {"U64", 8}, {"U32", 4}, {"U16", 2}, {"U8", 1}, {"BOOL", 1}};
    for (std::size_t i = 0; i < types.size(); ++i)
    {
        const auto& [name, size] = types[i];
        CAPTURE(name);
        const std::string header =
            of_one(R"("dtype":")" + name + R"(","shape":[3],"data_offsets":[0,)" + std::to_string(3 * size) + "]");
        const safetensors f = parsed(file(header, std::string(3 * size, 'x')));
        CHECK(f.tensors()[0].type == static_cast<number_type>(i));
        check_refused(file(header, std::string(3 * size + 1, 'x')), "bytes of data");
    }
}

TEST_CASE("only F32 and F64 are loaded, and double is not rounded to float")
{
    const std::string narrow = of_one(R"("dtype":"BF16","shape":[1],"data_offsets":[0,2])");
    const safetensors f = parsed(file(narrow, "xx"));
    CHECK_THROWS_WITH(
        f.get<float>("t", {1}), Contains("the tensor \"t\" has numbers of type BF16, and only F32 and F64"));
    const safetensors wide = parsed(file(of_one(R"("dtype":"F64","shape":[1],"data_offsets":[0,8])"), "12345678"));
    CHECK_THROWS_WITH(wide.get<float>("t", {1}), Contains("some.file: the tensor \"t\" has numbers of type double"));
    CHECK_NOTHROW(wide.get<double>("t", {1}));
    CHECK_THROWS_WITH(wide.get<double>("t", {1, 1}), Contains("has the shape [1], but [1, 1] is needed"));
    CHECK_THROWS_WITH(wide.get<double>("u", {1}), Contains("there is no tensor \"u\""));
    double one = 0;
    CHECK_THROWS_AS(f.tensors()[0].copy_to(std::span(&one, 1)), std::invalid_argument);
    std::vector<double> two(2);
    CHECK_THROWS_AS(wide.tensors()[0].copy_to(std::span(two)), std::invalid_argument);
}

TEST_CASE("lengths are checked before they are believed")
{
    check_refused("", "the file ends after 0 bytes, before its header");
    check_refused("1234567", "the file ends after 7 bytes");
    check_refused(std::string(8, '\xff'), "say that the header has 18446744073709551615 bytes");
    check_refused(std::string("\x01\xe1\xf5\x05\0\0\0\0{}", 10), "say that the header has 100000001 bytes");
    check_refused(
        std::string("\0\xe1\xf5\x05\0\0\0\0{}", 10), "its header should have 100000000 bytes, but 2 are left");
    check_refused(std::string("\x03\0\0\0\0\0\0\0{}", 10), "its header should have 3 bytes, but 2 are left");
    check_refused(std::string(8, '\0'), "does not begin with {");
    check_refused(file(" {}"), "does not begin with {");
    CHECK_NOTHROW(parsed(file("{}")));
    CHECK_NOTHROW(parsed(file("{}     ")));
}

TEST_CASE("data that do not fit the shapes, overlap or leave holes are refused")
{
    const auto one = [](const std::string& shape, const std::string& offsets) {
        return file(
            of_one(R"("dtype":"F32","shape":)" + shape + R"(,"data_offsets":)" + offsets), std::string(16, 'x'));
    };
    CHECK_NOTHROW(parsed(one("[2,2]", "[0,16]")));
    check_refused(one("[3]", "[0,16]"), "the tensor \"t\" has the shape [3] of F32, but its data are bytes 0 to 16");
    check_refused(one("[4]", "[16,0]"), "are said to be bytes 16 to 0 of 16");
    check_refused(one("[5]", "[0,20]"), "are said to be bytes 0 to 20 of 16");
    check_refused(one("[3]", "[0,12]"), "the file has 16 bytes of data, and its tensors have 12");
    check_refused(one("[3]", "[4,16]"), "but those of the tensor before it end at 0");
    check_refused(one("[4611686018427387904]", "[0,0]"), "has the shape");
    check_refused(one("[4611686018427387908]", "[0,16]"), "has the shape");
    check_refused(one("[2,9223372036854775810]", "[0,16]"), "has the shape");
    check_refused(one("[18446744073709551616]", "[0,16]"), "shape is not a list of sizes");
    const auto two = [](const std::string& a, const std::string& b) {
        return file(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":)" + a
                + R"(},"b":{"dtype":"U8","shape":[2],"data_offsets":)" + b + "}}",
            "1234");
    };
    CHECK_NOTHROW(parsed(two("[2,4]", "[0,2]")));
    check_refused(two("[0,2]", "[0,2]"), "the tensor before it end at 2");
    check_refused(two("[0,2]", "[1,3]"), "the data of the tensor \"b\" are bytes 1 to 3");
    CHECK_THROWS_AS(parsed(file("{}", "x")), file_error);
}

TEST_CASE("a header that is not what it should be is refused with its place")
{
    const std::string rest = R"("shape":[],"data_offsets":[0,1])";
    check_refused(file(R"({"t":1})"), "\"t\" is not an object");
    check_refused(file(R"({"t":[]})"), "\"t\" is not a");
    check_refused(file(R"({"__metadata__":{"a":1}})"), "in __metadata__, \"a\" is not a string");
    check_refused(file(R"({"__metadata__":{"a":{}}})"), "in __metadata__, \"a\" is not a string");
    check_refused(file(R"({"__metadata__":{"a":"b","a":"c"}})"), "\"a\" stands there twice");
    check_refused(file(R"({"__metadata__":{},"__metadata__":{}})"), "\"__metadata__\" stands there twice");
    check_refused(file(of_one(R"("dtype":"U8",)" + rest + R"(,"dtype":"U8")"), "x"),
        "in tensor \"t\", \"dtype\" stands there twice");
    check_refused(
        file(of_one(R"("dtype":"U8",)" + rest + R"(,"more":1)"), "x"), "in tensor \"t\", \"more\" is none of");
    check_refused(file(of_one(rest), "x"), "in tensor \"t\", there is no dtype");
    check_refused(file(of_one(R"("dtype":"U8","shape":[])"), "x"), "there is no data_offsets");
    check_refused(file(of_one(R"("dtype":"U8","data_offsets":[0,1])"), "x"), "there is no shape");
    check_refused(
        file(of_one(R"("dtype":"F8_E4M3",)" + rest), "x"), "in tensor \"t\", the dtype \"F8_E4M3\" is not one");
    check_refused(file(of_one(R"("dtype":8,)" + rest), "x"), "in tensor \"t\", dtype is not a string");
    check_refused(
        file(of_one(R"("dtype":"U8","shape":[1.0],"data_offsets":[0,1])"), "x"), "shape is not a list of sizes");
    check_refused(
        file(of_one(R"("dtype":"U8","shape":[-1],"data_offsets":[0,1])"), "x"), "shape is not a list of sizes");
    check_refused(
        file(of_one(R"("dtype":"U8","shape":[[1]],"data_offsets":[0,1])"), "x"), "shape is not a list of sizes");
    check_refused(file(of_one(R"("dtype":"U8","shape":1,"data_offsets":[0,1])"), "x"), "shape is not a list");
    check_refused(file(of_one(R"("dtype":"U8","shape":[],"data_offsets":[0])"), "x"), "data_offsets are 1 numbers");
    check_refused(file(of_one(R"("dtype":"U8","shape":[],"data_offsets":[0,1,1])"), "x"), "data_offsets are 3 numbers");
    check_refused(file("{}x"), "it is not JSON from byte 3 on");
    check_refused(file("{} {}"), "it is not JSON");
    check_refused(file(std::string("{}\0", 3)), "its header has a zero byte");
    check_refused(file(std::string("{} \0{}", 6)), "its header has a zero byte");
    check_refused(file("{\"t\":"), "it is not JSON");
    check_refused(file(R"({"\xff":{}})"), "it is not JSON");
    check_refused(file("{\"a\xff\":{}}"), "it is not JSON");
}

TEST_CASE("a tensor twice is refused")
{
    const std::string t = R"("t":{"dtype":"U8","shape":[],"data_offsets":)";
    check_refused(file("{" + t + "[0,1]}," + t + "[1,2]}}", "xy"), "\"t\" stands there twice");
}

TEST_CASE("ten million brackets are refused like one")
{
    check_refused(file("{\"t\":" + std::string(10'000'000, '[')), "\"t\" is not a");
    check_refused(file("{\"t\":{\"shape\":" + std::string(10'000'000, '[')), "shape is not a list of sizes");
    std::string objects;
    for (int n = 0; n < 1'000'000; ++n)
    {
        objects += "{\"a\":";
    }
    check_refused(file(objects), "in tensor \"a\"");
}

TEST_CASE("names in messages are cut, and stay on their line")
{
    const std::string long_name(1'000'000, 'n');
    check_refused(file("{\"" + long_name + "\":1}"), "\"" + std::string(80, 'n') + "...\" is not an object");
    check_refused(file(R"({"a\nb":1})"), "\"a?b\" is not an object");
    std::string letters;
    for (int n = 0; n < 50; ++n)
    {
        letters += "\xc3\xa9"; // e with an accent, in two bytes
    }
    check_refused(file("{\"x" + letters + "\":1}"), "\"x" + letters.substr(0, 78) + "...\" is not an object");
}

TEST_CASE("what was written is read, with numbers aligned")
{
    const temporary_folder f;
    const std::vector<float> odd{1, 2, 3};
    const std::vector<double> wide{4, std::numeric_limits<double>::quiet_NaN()};
    const std::map<std::string, std::string> words{{"a \"name\"", "line\nline \xc3\xa9"}, {"", ""}};
    const std::vector<safetensors::tensor> tensors{
        {"odd", {3, 1}, std::span<const float>(odd)}, {"wide", {2}, std::span<const double>(wide)}};
    safetensors::write(f.path("file"), words, tensors);
    const safetensors read = safetensors::read(f.path("file"));
    CHECK(read.metadata() == words);
    REQUIRE(read.tensors().size() == 2);
    CHECK(read.tensors()[0].name == "wide");
    CHECK(std::memcmp(read.tensors()[0].bytes.data(), wide.data(), 16) == 0);
    CHECK(read.tensors()[1].shape == std::vector<std::size_t>{3, 1});
    CHECK(std::memcmp(read.tensors()[1].bytes.data(), odd.data(), 12) == 0);
    const std::string content = read_file(f.path("file"));
    CHECK(content == safetensors::format(words, tensors));
    CHECK((content.size() - 28) % 8 == 0);
    CHECK(static_cast<std::size_t>(content[0]) % 8 == 0);

    safetensors copy = parsed(safetensors::format({}, {}));
    CHECK(copy.metadata().empty());
    {
        const safetensors gone = read;
        copy = gone;
    }
    CHECK(std::memcmp(copy.tensors()[1].bytes.data(), odd.data(), 12) == 0);
}

TEST_CASE("what would make no file is refused before one is touched")
{
    const temporary_folder f;
    f.file("file", "old");
    const std::vector<float> numbers{1, 2};
    const auto tensor = [&](const std::string& name, std::vector<std::size_t> shape) {
        return safetensors::tensor(name, std::move(shape), std::span<const float>(numbers));
    };
    const auto refused = [&](const std::map<std::string, std::string>& words, std::vector<safetensors::tensor> tensors,
                             const std::string& why) {
        CHECK_THROWS_AS(safetensors::write(f.path("file"), words, tensors), std::invalid_argument);
        CHECK_THROWS_WITH(safetensors::write(f.path("file"), words, tensors), Contains(why));
        CHECK(read_file(f.path("file")) == "old");
    };
    refused({}, {tensor("t", {2}), tensor("t", {2})}, "the tensor \"t\" is there twice");
    refused({{"a", "b"}}, {tensor("__metadata__", {2})}, "\"__metadata__\" is there twice");
    refused({}, {tensor("t", {3})}, "the tensor \"t\" of shape [3] has 8 bytes");
    refused({}, {tensor("\xff", {2})}, "is not UTF-8");
    refused({{"a", "\xc3"}}, {}, "is not UTF-8");
    CHECK_THROWS_AS(safetensors::read(f.path("none")), file_error);
    CHECK_THROWS_WITH(safetensors::read(f.path("none")), Contains(f.path("none")) && Contains("No such file"));
    CHECK_THROWS_AS(safetensors::read(f.path()), file_error);
}
