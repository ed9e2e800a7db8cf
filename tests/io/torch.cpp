// SPDX-License-Identifier: BSD-3-Clause
/// Files of PyTorch beside the outputs of their models, made by torch/generate.py; files and names that do not fit.
#include <catch2/catch.hpp>

#include <deque>

#include <xrnn/io/torch.hpp>

#include "../golden/golden.hpp"
#include "../text/temporary_folder.hpp"

using namespace ::tests;
using namespace xrnn;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using xrnn::tests::temporary_folder;

namespace
{

using lstm_network = stack<lstm<3, 4>, dropout<4>, lstm<4, 4>, linear<4, 2>>;
using gru_network = stack<embedding<7, 3>, gru<3, 5>, linear<5, 7>>;
using rnn_network = stack<rnn<2, 3>, rnn<3, 3>, relu_rnn<3, 4>>;
using modules = std::vector<torch_module>;

const modules lstm_modules{"lstm", "out"};
const modules gru_modules{"letters", "gru", "out"};
const modules rnn_modules{{"first", 1}, {"second", 1}, "third"};
const std::string folder = XRNN_GOLDEN_FOLDER "/torch/";
constexpr std::size_t steps = 6;

template <class Model, class X>
double error_of(const Model& m, const X& x, golden_numbers& expected, const std::string& section)
{
    workspace work(m, steps, 1);
    typename Model::state_type state;
    largest_error error;
    error.add(work.forward(m, x, state), expected, section);
    return error.value();
}

/// The largest error of the outputs of a model that is fed with numbers.
template <class Model>
double error_of(const Model& m, const std::string& name)
{
    golden_numbers expected("torch/outputs");
    const auto input = expected.get(name + ".input", steps * Model::input_width);
    const std::vector<typename Model::value_type> x(input.begin(), input.end());
    return error_of(m, x, expected, name + ".output");
}

/// That of a model that is fed with ids.
template <class Model>
double error_of_ids(const Model& m, const std::string& name)
{
    golden_numbers expected("torch/outputs");
    std::vector<id> x;
    for (const double number : expected.get(name + ".input", steps))
    {
        x.push_back(static_cast<id>(number));
    }
    return error_of(m, x, expected, name + ".output");
}

template <class Model>
bool equal(const Model& a, const Model& b)
{
    return std::ranges::equal(a.all().span(), b.all().span());
}

/// The model with parameters of a file.
template <class Network, class T>
model<Network, T> load(const std::string& name, const modules& names)
{
    model<Network, T> m(1);
    load_torch(folder + name + ".safetensors", m, names);
    return m;
}

/// What can be changed in a file.
using tensors = std::vector<safetensors::tensor>;

safetensors::tensor& named(tensors& all, const std::string& name)
{
    return *std::ranges::find(all, name, &safetensors::tensor::name);
}

/// What a model of float says to a changed file, which must not change it.
template <class Network = lstm_network, class Change>
std::string refusal(const Change& change, const std::string& name = "lstm", const modules& names = lstm_modules)
{
    const temporary_folder f;
    const safetensors original = safetensors::read(folder + name + ".safetensors");
    tensors all = original.tensors();
    change(all);
    const std::string path = f.path("changed.safetensors");
    safetensors::write(path, {}, all);
    model<Network> m(1);
    const model<Network> before = m;
    try
    {
        load_torch(path, m, names);
    }
    catch (const file_error& error)
    {
        CHECK_THAT(error.what(), StartsWith("xrnn: " + path + ": "));
        CHECK(m.version() == before.version());
        CHECK(equal(m, before));
        return error.what();
    }
    return "nothing";
}

} // namespace

TEST_CASE("an LSTM of two layers and a Linear answer as in PyTorch")
{
    CHECK(error_of(load<lstm_network, float>("lstm", lstm_modules), "lstm") <= 1e-6);
    CHECK(error_of(load<lstm_network, double>("lstm", lstm_modules), "lstm") <= 1e-12);
    CHECK(error_of(load<lstm_network, double>("lstm", {{"lstm", 2}, {"out", 1}}), "lstm") <= 1e-12);
}

TEST_CASE("an Embedding, a GRU and a Linear answer as in PyTorch")
{
    CHECK(error_of_ids(load<gru_network, float>("gru", gru_modules), "gru") <= 1e-6);
    CHECK(error_of_ids(load<gru_network, double>("gru", gru_modules), "gru") <= 1e-12);
}

TEST_CASE("RNNs of double with tanh, and with relu and without biases, answer as in PyTorch")
{
    CHECK(error_of(load<rnn_network, double>("rnn", rnn_modules), "rnn") <= 1e-12);
}

TEST_CASE("what is written for PyTorch is read again")
{
    const temporary_folder f;
    const std::string path = f.path("m.safetensors");

    const model<lstm_network> a(2);
    save_torch(path, a, lstm_modules);
    model<lstm_network> b;
    load_torch(path, b, lstm_modules);
    CHECK(equal(a, b));

    const auto c = load<gru_network, double>("gru", gru_modules);
    save_torch(path, c, gru_modules);
    model<gru_network, double> d;
    load_torch(path, d, gru_modules);
    CHECK(equal(c, d));
    CHECK(error_of_ids(d, "gru") <= 1e-12);
}

TEST_CASE("what is written for PyTorch has its tensors, and the numbers of the file that was read")
{
    const temporary_folder f;
    save_torch(f.path("m.safetensors"), load<lstm_network, float>("lstm", lstm_modules), lstm_modules);
    const safetensors written = safetensors::read(f.path("m.safetensors"));
    const safetensors original = safetensors::read(folder + "lstm.safetensors");
    CHECK(written.metadata().at("format") == "pt");
    REQUIRE(written.tensors().size() == original.tensors().size());
    for (const safetensors::tensor& t : original.tensors())
    {
        const safetensors::tensor& other = written.get<float>(t.name, t.shape);
        CHECK((t.name.starts_with("lstm.bias") || std::ranges::equal(t.bytes, other.bytes)));
    }
}

TEST_CASE("of two biases that PyTorch adds, the second is written as zero")
{
    const temporary_folder f;
    const auto m = load<gru_network, float>("gru", gru_modules);
    save_torch(f.path("m.safetensors"), m, gru_modules);
    const safetensors file = safetensors::read(f.path("m.safetensors"));
    std::vector<float> bias(15);
    file.get<float>("gru.bias_hh_l0", {15}).copy_to(std::span(bias));
    CHECK(std::all_of(bias.begin(), bias.begin() + 10, [](float x) { return x == 0; }));
    const auto c_n = m.get<"c_n", 1>();
    CHECK(std::equal(bias.begin() + 10, bias.end(), c_n.begin()));
    file.get<float>("gru.bias_ih_l0", {15}).copy_to(std::span(bias));
    const auto b_z = m.get<"b_z", 1>();
    CHECK(std::equal(bias.begin() + 5, bias.begin() + 10, b_z.begin()));
}

TEST_CASE("the state_dict of a module alone has no prefix")
{
    const temporary_folder f;
    const model<stack<lstm<3, 4>, lstm<4, 4>>> a(2);
    save_torch(f.path("m.safetensors"), a, {""});
    const safetensors file = safetensors::read(f.path("m.safetensors"));
    CHECK(file.find("weight_ih_l1") != nullptr);
    model<stack<lstm<3, 4>, lstm<4, 4>>> b;
    load_torch(f.path("m.safetensors"), b, {""});
    CHECK(equal(a, b));
}

// Not run by default: `generate.py check .` has PyTorch load what this writes in the folder where it runs.
TEST_CASE("files for PyTorch", "[.]")
{
    save_torch("lstm.safetensors", load<lstm_network, float>("lstm", lstm_modules), lstm_modules);
    save_torch("gru.safetensors", load<gru_network, float>("gru", gru_modules), gru_modules);
    save_torch("rnn.safetensors", load<rnn_network, double>("rnn", rnn_modules), rnn_modules);
}

TEST_CASE("a file of another network is refused with the tensor, both shapes and the cure")
{
    const auto as_it_is = [](tensors&) {};
    CHECK(refusal(as_it_is) == "nothing");
    CHECK_THAT((refusal<stack<lstm<3, 5>, lstm<5, 5>, linear<5, 2>>>(as_it_is)),
        Contains(
            "the tensor \"lstm.weight_ih_l0\" has the shape [16, 3], and layer 0 of the network (LSTM) needs [20, 3]; "
            "give the network the kinds and widths of the model's layers"));
    CHECK_THAT((refusal<stack<gru<3, 4>, gru<4, 4>, linear<4, 2>>>(as_it_is)),
        Contains("has the shape [16, 3], and layer 0 of the network (GRU) needs [12, 3]"));
    CHECK_THAT((refusal<stack<lstm<3, 4>, linear<4, 2>>>(as_it_is)),
        Contains(
            "the tensor \"lstm.weight_ih_l1\" has no place in the network, whose modules are \"lstm\", \"out\"; give "
            "the network all layers of the model, or leave the tensor out of the file"));
    CHECK_THAT((refusal<stack<lstm<3, 4>, lstm<4, 4>, lstm<4, 4>, linear<4, 2>>>(as_it_is)),
        Contains(
            "there is no tensor \"lstm.weight_ih_l2\" in this file, which layer 2 of the network (LSTM) needs; name "
            "the modules as in the model"));
    CHECK_THAT(refusal(as_it_is, "lstm", {"rnn", "out"}), Contains("there is no tensor \"rnn.weight_ih_l0\""));
    CHECK_THAT(refusal<rnn_network>(as_it_is, "rnn", rnn_modules), Contains("double, which float would round"));
}

TEST_CASE("tensors that are missing, left over, of another shape or type, or of what xrnn does not have are refused")
{
    CHECK_THAT(refusal([](tensors& all) { named(all, "lstm.bias_hh_l1").name = "bias_hh_l1"; }),
        Contains("there is no tensor \"lstm.bias_hh_l1\""));
    CHECK_THAT(refusal([](tensors& all) { named(all, "out.bias").name = "out.other"; }),
        Contains("the tensor \"out.other\" has no place in the network"));
    CHECK_THAT(refusal([](tensors& all) {
        named(all, "lstm.weight_ih_l0").shape = {3, 16};
    }),
        Contains("has the shape [3, 16], and layer 0 of the network (LSTM) needs [16, 3]"));
    CHECK_THAT(refusal([](tensors& all) { named(all, "out.bias").shape = {1, 2}; }), Contains("has the shape [1, 2]"));
    CHECK_THAT(refusal([](tensors& all) { named(all, "out.bias").type = number_type::i32; }), Contains("type I32"));
    static const std::vector<float> numbers(48);
    CHECK_THAT(refusal([](tensors& all) {
        all.emplace_back("lstm.weight_ih_l0_reverse", std::vector<std::size_t>{16, 3}, std::span<const float>(numbers));
    }),
        Contains(
            "\"lstm.weight_ih_l0_reverse\" belongs to a bidirectional module, and layers of xrnn run forward only"));
    CHECK_THAT(refusal([](tensors& all) {
        all.emplace_back("lstm.weight_hr_l0", std::vector<std::size_t>{12, 4}, std::span<const float>(numbers));
    }),
        Contains("\"lstm.weight_hr_l0\" belongs to a module with proj_size, which xrnn does not have"));
}

TEST_CASE("a module without biases has biases of zero, unless only some are missing")
{
    const auto drop = [](const std::string& name) {
        return
            [name](tensors& all) { std::erase_if(all, [&](const auto& t) { return t.name.find(name) != name.npos; }); };
    };
    CHECK(refusal(drop("lstm.bias")) == "nothing");
    CHECK(refusal(drop("out.bias")) == "nothing");
    CHECK_THAT(refusal(drop("lstm.bias_hh")), Contains("there is no tensor \"lstm.bias_hh_l0\""));
    CHECK_THAT(refusal(drop("_l1")), Contains("there is no tensor \"lstm.weight_ih_l1\""));
    const auto m = load<rnn_network, double>("rnn", rnn_modules);
    const auto b = m.get<"b_h", 2>();
    CHECK(std::all_of(b.begin(), b.end(), [](double x) { return x == 0; }));
}

TEST_CASE("names of modules that do not fit the network are refused")
{
    const auto message = [](const modules& names) -> std::string {
        model<stack<lstm<3, 4>, lstm<4, 4>, linear<4, 2>>> m(1);
        try
        {
            load_torch(folder + "lstm.safetensors", m, names);
        }
        catch (const std::invalid_argument& error)
        {
            CHECK_THROWS_AS(save_torch("/no/such/folder/file", m, names), std::invalid_argument);
            return error.what();
        }
        return "nothing";
    };
    CHECK(message({"lstm", "out"}) == "nothing");
    CHECK_THAT(message({}), Contains("xrnn: modules of PyTorch: there is no name for layer 0 of the network (LSTM)"));
    CHECK_THAT(
        message({"lstm"}), Contains("there is no name for layer 2 of the network (Linear); name its module, too"));
    CHECK_THAT(message({"lstm", "out", "more"}), Contains("no layer is left for \"more\"; 2 names are enough"));
    CHECK_THAT(message({{"lstm", 3}, "out"}),
        Contains("\"lstm\" cannot have 3 layers; from layer 0 of the network (LSTM) on, 2 can be one module"));
    CHECK_THAT(message({{"lstm", 1}, {"lstm", 1}, "out"}), Contains("\"lstm\" is there twice"));
    const temporary_folder f;
    const model<lstm_network> m(1);
    CHECK_THROWS_AS(save_torch(f.path("no/such/folder"), m, lstm_modules), file_error);
}

namespace
{

/// A cell of a user's, which is PyTorch's RNN with relu and bias=False.
template <std::size_t In, std::size_t Hidden>
struct plain_rnn
{
    static constexpr input<"x", In> x{};
    static constexpr state<"s", Hidden> s{};
    static constexpr parameter<"A", In, Hidden> A{};
    static constexpr parameter<"B", Hidden, Hidden> B{};
    static constexpr auto output = s;
    static constexpr auto step = equations(s = relu(dot(x, A) + dot(prev(s), B)));
};

} // namespace

template <std::size_t In, std::size_t Hidden>
struct xrnn::torch_layer<plain_rnn<In, Hidden>>
{
    static constexpr std::string_view module = "RNN with relu";
    static constexpr bool numbered = true;
    static constexpr bool transposed = true;
    static constexpr auto parts = std::to_array<tensor_part>({{"A", "weight_ih"}, {"B", "weight_hh"}});
};

TEST_CASE("a cell of a user's takes part with a table of names")
{
    const auto m = load<stack<rnn<2, 3>, rnn<3, 3>, plain_rnn<3, 4>>, double>("rnn", rnn_modules);
    CHECK(error_of(m, "rnn") <= 1e-12);
}

TEST_CASE("a table that forgets a parameter, or that has a part twice or of another shape, is refused")
{
    using cell = plain_rnn<3, 3>;
    using parts = std::vector<tensor_part>;
    CHECK(detail::is_complete<cell>(parts{{"A", "weights", 0}, {"B", "weights", 1}}));
    CHECK(detail::is_complete<cell>(parts{{"A", "one"}, {"B", "two"}, {"B", "three"}}));
    CHECK_FALSE(detail::is_complete<cell>(parts{{"A", "weights", 0}}));
    CHECK_FALSE(detail::is_complete<cell>(parts{{"A", "weights", 0}, {"B", "weights", 0}}));
    CHECK_FALSE(detail::is_complete<cell>(parts{{"A", "weights", 0}, {"B", "weights", 2}}));
    CHECK_FALSE(detail::is_complete<cell>(parts{{"A", "one"}, {"B", "two"}, {"C", "three"}}));
    CHECK_FALSE(detail::is_complete<cell>(parts{{"A", "one"}, {"B", "two"}, {"s", "three"}}));
    CHECK(detail::is_complete<plain_rnn<2, 3>>(parts{{"A", "one"}, {"B", "two"}}));
    CHECK_FALSE(detail::is_complete<plain_rnn<2, 3>>(parts{{"A", "weights", 0}, {"B", "weights", 1}}));
}
