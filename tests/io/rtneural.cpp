// SPDX-License-Identifier: BSD-3-Clause
/// Files of RTNeural beside numbers made with numpy by rtneural/generate.py; files that are not like that.
#include <catch2/catch.hpp>

#include <xrnn/io/rtneural.hpp>

#include "../golden/golden.hpp"
#include "../text/temporary_folder.hpp"

using namespace ::tests;
using namespace xrnn;
using Catch::Matchers::Contains;
using nlohmann::json;
using xrnn::tests::temporary_folder;

namespace
{

using lstm_network = stack<lstm<3, 4>, dropout<4>, lstm<4, 3>, linear<3, 2>>;
using gru_network = stack<gru<2, 5>, variational_dropout<5>, gru<5, 3>, linear<3, 1>>;

const std::string folder = XRNN_GOLDEN_FOLDER "/rtneural/";

json whole(const std::string& path)
{
    return json::parse(read_file(path));
}

/// The largest error of the outputs of a model.
template <class Model>
double error_of(const Model& m, const std::string& name)
{
    using T = typename Model::value_type;
    constexpr std::size_t steps = 8;
    golden_numbers expected("rtneural/outputs");
    const auto input = expected.get(name + ".input", steps * Model::input_width);
    const std::vector<T> x(input.begin(), input.end());
    workspace work(m, steps, 1);
    typename Model::state_type state;
    largest_error error;
    error.add(work.forward(m, x, state), expected, name + ".output");
    return error.value();
}

template <class Network, class T>
double error_of_file(const std::string& name)
{
    model<Network, T> m(1);
    load_rtneural(folder + name + ".json", m);
    return error_of(m, name);
}

/// What a model says to a changed lstm.json, which must not change it.
template <class Network = lstm_network, class Change>
std::string refusal(const Change& change)
{
    const temporary_folder f;
    json file = whole(folder + "lstm.json");
    change(file);
    write_file(f.path("changed.json"), file.dump());
    model<Network> m(1);
    const model<Network> before = m;
    std::string said = "nothing";
    try
    {
        load_rtneural(f.path("changed.json"), m);
    }
    catch (const file_error& error)
    {
        said = error.what();
        CHECK_THAT(said, Catch::Matchers::StartsWith("xrnn: " + f.path("changed.json") + ": "));
        CHECK(m.version() == before.version());
        CHECK(std::ranges::equal(m.all().span(), before.all().span()));
    }
    return said;
}

} // namespace

TEST_CASE("lstm files of RTNeural give Keras's outputs")
{
    CHECK(error_of_file<lstm_network, float>("lstm") <= 1e-6);
    CHECK(error_of_file<lstm_network, double>("lstm") <= 1e-12);
}

TEST_CASE("gru files of RTNeural give Keras's outputs")
{
    CHECK(error_of_file<gru_network, float>("gru") <= 1e-6);
    CHECK(error_of_file<gru_network, double>("gru") <= 1e-12);
}

TEST_CASE("a model that was read is written with the numbers of its file")
{
    const temporary_folder f;
    model<lstm_network> a;
    load_rtneural(folder + "lstm.json", a);
    save_rtneural(f.path("lstm.json"), a);
    CHECK(whole(f.path("lstm.json")) == whole(folder + "lstm.json"));
}

TEST_CASE("a gru is written with the sum of its biases in the first row")
{
    const temporary_folder f;
    model<gru_network, double> a;
    load_rtneural(folder + "gru.json", a);
    save_rtneural(f.path("gru.json"), a);
    model<gru_network, double> b(2);
    load_rtneural(f.path("gru.json"), b);
    CHECK(std::ranges::equal(a.all().span(), b.all().span()));
    CHECK(error_of(b, "gru") <= 1e-12);
    const json original = whole(folder + "gru.json")["layers"][0]["weights"];
    const json written = whole(f.path("gru.json"))["layers"][0]["weights"];
    CHECK(written[0] == original[0]);
    CHECK(written[1] == original[1]);
    CHECK(written[2][0][0] == original[2][0][0].get<double>() + original[2][1][0].get<double>());
    CHECK(written[2][1][0] == 0.0);
    CHECK(written[2][0][10] == original[2][0][10]);
    CHECK(written[2][1][10] == original[2][1][10]);
}

TEST_CASE("dense layers of every kind and recurrent layers without a word on their activation are read")
{
    const temporary_folder f;
    json file = whole(folder + "lstm.json");
    file["layers"][0].erase("activation");
    file["layers"][2]["type"] = "time-distributed-dense";
    write_file(f.path("other.json"), file.dump());
    model<lstm_network> m;
    load_rtneural(f.path("other.json"), m);
    CHECK(error_of(m, "lstm") <= 1e-6);
}

TEST_CASE("a file of RTNeural of another network is refused")
{
    const auto as_it_is = [](json&) {};
    CHECK(refusal(as_it_is) == "nothing");
    CHECK_THAT((refusal<stack<lstm<2, 4>, lstm<4, 3>, linear<3, 2>>>(as_it_is)),
        Contains("in_shape says 3 inputs, and the network has 2"));
    CHECK_THAT((refusal<stack<lstm<3, 4>, linear<4, 2>>>(as_it_is)),
        Contains("has 3 layers, and the network has 2 without dropout"));
    CHECK_THAT((refusal<stack<lstm<3, 5>, lstm<5, 3>, linear<3, 2>>>(as_it_is)),
        Contains("layers[0] has 4 outputs, and layer 0 of the network has 5"));
    CHECK_THAT((refusal<stack<lstm<3, 4>, gru<4, 3>, linear<3, 2>>>(as_it_is)),
        Contains("layers[1] is of the type \"lstm\", and layer 1 of the network needs \"gru\""));
}

TEST_CASE("layers that xrnn has otherwise are refused")
{
    CHECK_THAT(refusal([](json& file) { file["layers"][2]["activation"] = "relu"; }),
        Contains("layers[2] has the activation \"relu\", and xrnn has this layer only with none"));
    CHECK_THAT(refusal([](json& file) { file["layers"][0]["activation"] = "relu"; }),
        Contains("layers[0] has the activation \"relu\", and xrnn has this layer only with \"tanh\""));
    CHECK_THAT(refusal([](json& file) { file["layers"][1]["type"] = "conv1d"; }),
        Contains("layers[1] is of the type \"conv1d\", and layer 2 of the network needs \"lstm\""));
    CHECK_THAT(refusal([](json& file) { file["layers"][1]["type"] = "unknown"; }), Contains("layers_to_skip"));
    CHECK_THAT(refusal([](json& file) { file["layers"][0]["weights"].erase(2); }),
        Contains("layers[0].weights has 2 arrays, and a lstm has 3; in Keras, leave use_bias at True"));
    const temporary_folder f;
    json file = whole(folder + "gru.json");
    file["layers"][0]["weights"][2] = std::vector<double>(15, 0.5);
    write_file(f.path("reset_before.json"), file.dump());
    model<gru_network> m;
    CHECK_THROWS_WITH(load_rtneural(f.path("reset_before.json"), m),
        Contains("layers[0].weights[2], the bias, has the shape [15], and the network needs [2, 15]; in Keras, leave "
                 "reset_after of a GRU at True"));
}

TEST_CASE("a file that RTNeural did not write is refused with the place")
{
    using refused = std::pair<void (*)(json&), std::string>;
    const std::vector<refused> all{
        {[](json& f) { f = json::array(); }, "is not a file of RTNeural"},
        {[](json& f) { f.erase("in_shape"); }, "in_shape is missing"},
        {[](json& f) { f["in_shape"] = 3; }, "in_shape is not an array"},
        {[](json& f) { f["in_shape"] = json::array(); }, "in_shape does not end with a number of units"},
        {[](json& f) { f["in_shape"][2] = -3; }, "in_shape does not end with a number of units"},
        {[](json& f) { f["in_shape"][2] = 2.5; }, "in_shape does not end with a number of units"},
        {[](json& f) { f.erase("layers"); }, "layers is missing"},
        {[](json& f) { f["layers"] = "none"; }, "layers is not an array"},
        {[](json& f) { f["layers"][1] = 7; }, "layers[1].type is missing"},
        {[](json& f) { f["layers"][1].erase("type"); }, "layers[1].type is missing"},
        {[](json& f) { f["layers"][1]["type"] = 7; }, "layers[1].type is not a text"},
        {[](json& f) { f["layers"][1]["activation"] = nullptr; }, "layers[1].activation is not a text"},
        {[](json& f) { f["layers"][1].erase("shape"); }, "layers[1].shape is missing"},
        {[](json& f) { f["layers"][1]["shape"][2] = nullptr; }, "layers[1].shape does not end with"},
        {[](json& f) { f["layers"][1].erase("weights"); }, "layers[1].weights is missing"},
        {[](json& f) { f["layers"][0]["weights"][1] = 0.5; },
            "layers[0].weights[1], the recurrent kernel, is not an array"},
        {[](json& f) {
             f["layers"][0]["weights"][1] = {0.5, 0.5};
         },
            "layers[0].weights[1], the recurrent kernel, has the shape [2], and the network needs [4, 16]"},
        {[](json& f) { f["layers"][0]["weights"][0].erase(2); },
            "layers[0].weights[0], the kernel, has the shape [2, 16], and the network needs [3, 16]"},
        {[](json& f) { f["layers"][0]["weights"][0][0].erase(15); },
            "layers[0].weights[0], the kernel, has the shape [3, 15], and the network needs [3, 16]"},
        {[](json& f) { f["layers"][0]["weights"][0][2].erase(15); },
            "layers[0].weights[0][2] is not a row of 16 numbers"},
        {[](json& f) { f["layers"][0]["weights"][0][2] = json::object(); },
            "layers[0].weights[0][2] is not a row of 16 numbers"},
        {[](json& f) { f["layers"][0]["weights"][0][2][5] = "0.5"; }, "layers[0].weights[0] has something at 37"},
        {[](json& f) { f["layers"][0]["weights"][2][5] = nullptr; }, "layers[0].weights[2] has something at 5"},
        {[](json& f) { f["layers"][0]["weights"][2] = json::object(); },
            "layers[0].weights[2], the bias, is not an array"},
        {[](json& f) { f["layers"][1]["weights"][2][5] = 1e39; },
            "layer 2 would get the number 1e+39, which is too large for float; make a model of double"},
    };
    for (const auto& [change, message] : all)
    {
        CHECK_THAT(refusal(change), Contains(message));
    }
}

TEST_CASE("a text that is not JSON is refused with the place")
{
    const temporary_folder f;
    model<lstm_network> m;
    for (const std::string text : {"", "{", "{\"in_shape\": [NaN]}", "{\"in_shape\": [1e999]}", "\xff\xfe"})
    {
        write_file(f.path("text.json"), text);
        CHECK_THROWS_AS(load_rtneural(f.path("text.json"), m), file_error);
        CHECK_THROWS_WITH(load_rtneural(f.path("text.json"), m), Contains(f.path("text.json") + ": is not JSON: "));
    }
    const std::string whole_text = read_file(folder + "lstm.json");
    write_file(f.path("text.json"), whole_text.substr(0, whole_text.size() / 2));
    CHECK_THROWS_WITH(load_rtneural(f.path("text.json"), m), Contains("is not JSON: "));
    write_file(f.path("text.json"), std::string(1000000, '['));
    CHECK_THROWS_WITH(load_rtneural(f.path("text.json"), m), Contains("is not JSON: "));
    CHECK_THROWS_AS(load_rtneural(f.path("missing.json"), m), std::runtime_error);
}

TEST_CASE("what JSON cannot say is not written")
{
    const temporary_folder f;
    model<lstm_network> m(1);
    save_rtneural(f.path("m.json"), m);
    const std::string before = read_file(f.path("m.json"));
    m.edit([](auto& p) { p.template get<"b_f", 2>()(1) = -std::numeric_limits<float>::infinity(); });
    CHECK_THROWS_AS(save_rtneural(f.path("m.json"), m), file_error);
    CHECK_THROWS_WITH(
        save_rtneural(f.path("m.json"), m), Contains("the parameter \"b_f\" of layer 2 is not finite everywhere"));
    CHECK(read_file(f.path("m.json")) == before);
    CHECK_THROWS_AS(save_rtneural("/no/such/folder/m.json", m), file_error);
}
