// SPDX-License-Identifier: BSD-3-Clause
/// Files of RTNeural and PyTorch: where each parameter of an lstm and a gru comes from and goes to, and what is refused.
#if __has_include(<nlohmann/json.hpp>)
#include <deque>
#include <filesystem>

#include <unistd.h>

#include <xrnn/io/rtneural.hpp>
#include <xrnn/io/torch.hpp>

#include "check.hpp"

using namespace xrnn;
using nlohmann::json;
using tests::check;

namespace
{

constexpr std::size_t in = 2;
constexpr std::size_t units = 3;
using lstm_network = stack<lstm<in, units>, lstm<units, units>>;
using gru_network = gru<in, units>;

const std::string path =
    (std::filesystem::temp_directory_path() / ("xrnn_other_libraries_" + std::to_string(::getpid()))).string();

/// Whether f throws a file_error.
template <class F>
bool refused(const F& f)
{
    try
    {
        f();
    }
    catch (const file_error&)
    {
        return true;
    }
    return false;
}

/// Numbers that count on, so that each is different.
double next_number()
{
    static double last = 0;
    return last += 1;
}

json rows(std::size_t count, std::size_t width)
{
    json all = json::array();
    for (std::size_t i = 0; i < count; ++i)
    {
        all.push_back(json::array());
        for (std::size_t j = 0; j < width; ++j)
        {
            all.back().push_back(next_number());
        }
    }
    return all;
}

json rtneural_layer(const char* type, std::size_t inputs, std::size_t gates, const json& bias)
{
    return {{"type", type}, {"activation", "tanh"}, {"shape", {nullptr, nullptr, units}},
        {"weights", {rows(inputs, gates * units), rows(units, gates * units), bias}}};
}

template <class Network>
model<Network> from_rtneural(const json& layers)
{
    write_file(path, json{{"in_shape", {nullptr, nullptr, in}}, {"layers", layers}}.dump());
    model<Network> m;
    load_rtneural(path, m);
    return m;
}

/// Whether a parameter is that gate of an array of RTNeural.
template <class View>
bool is_gate(const View& parameter, const json& array, std::size_t gate)
{
    for (std::size_t i = 0; i < parameter.shape()[0]; ++i)
    {
        for (std::size_t j = 0; j < units; ++j)
        {
            if (parameter(i, j) != array[i][gate * units + j])
            {
                return false;
            }
        }
    }
    return true;
}

void check_lstm_of_rtneural()
{
    const json layers = json::array({rtneural_layer("lstm", in, 4, rows(1, 4 * units)[0]),
        rtneural_layer("lstm", units, 4, rows(1, 4 * units)[0])});
    const auto m = from_rtneural<lstm_network>(layers);
    const json& w = layers[0]["weights"];
    check(is_gate(m.get<"W_i">(), w[0], 0) && is_gate(m.get<"W_f">(), w[0], 1), "i and f of a kernel");
    check(is_gate(m.get<"W_g">(), w[0], 2) && is_gate(m.get<"W_o">(), w[0], 3), "g and o of a kernel");
    check(is_gate(m.get<"U_g">(), w[1], 2) && is_gate(m.get<"U_o">(), w[1], 3), "g and o of a recurrent kernel");
    check(m.get<"b_f">()(1) == w[2][units + 1] && m.get<"b_o">()(1) == w[2][3 * units + 1], "the biases of an lstm");
    check(is_gate(m.get<"U_f", 1>(), layers[1]["weights"][1], 1), "the second lstm");
    save_rtneural(path, m);
    check(json::parse(read_file(path))["layers"] == layers, "what is written is what was read");

    json changed = layers;
    changed[1]["activation"] = "relu";
    check(refused([&] { from_rtneural<lstm_network>(changed); }), "another activation");
    changed = layers;
    changed[1]["weights"][1][2].push_back(1.0);
    check(refused([&] { from_rtneural<lstm_network>(changed); }), "a row that is too long");
    changed = layers;
    changed[0]["weights"][0][0][0] = 1e39;
    check(refused([&] { from_rtneural<lstm_network>(changed); }), "a number that is too large");
    changed = layers;
    changed.push_back(layers[1]);
    check(refused([&] { from_rtneural<lstm_network>(changed); }), "a layer too many");
}

void check_gru_of_rtneural()
{
    const json layers = json::array({rtneural_layer("gru", in, 3, rows(2, 3 * units))});
    const auto m = from_rtneural<gru_network>(layers);
    const json& w = layers[0]["weights"];
    check(is_gate(m.get<"W_z">(), w[0], 0) && is_gate(m.get<"W_r">(), w[0], 1), "z and r of a kernel");
    check(is_gate(m.get<"U_r">(), w[1], 1) && is_gate(m.get<"U_n">(), w[1], 2), "r and n of a recurrent kernel");
    const json& b = w[2];
    check(m.get<"b_r">()(0) == b[0][units].get<float>() + b[1][units].get<float>(), "the biases of r");
    check(m.get<"b_n">()(0) == b[0][2 * units] && m.get<"c_n">()(0) == b[1][2 * units], "the biases of n");
    save_rtneural(path, m);
    const json saved = json::parse(read_file(path))["layers"][0]["weights"][2];
    check(saved[0][1] == m.get<"b_z">()(1) && saved[1][1] == 0, "the biases of z as they are written");
}

/// A state_dict.
class tensors
{
public:
    void add(const std::string& name, const std::vector<std::size_t>& shape)
    {
        std::vector<float>& numbers = numbers_.emplace_back(shape[0] * (shape.size() > 1 ? shape[1] : 1));
        std::generate(numbers.begin(), numbers.end(), next_number);
        all_.emplace_back(name, shape, std::span<const float>(numbers));
    }

    void add_layer(std::size_t layer, std::size_t inputs, std::size_t gates)
    {
        const std::string end = "_l" + std::to_string(layer);
        add("net.weight_ih" + end, {gates * units, inputs});
        add("net.weight_hh" + end, {gates * units, units});
        add("net.bias_ih" + end, {gates * units});
        add("net.bias_hh" + end, {gates * units});
    }

    template <class Network>
    model<Network> load() const
    {
        safetensors::write(path, {}, all_);
        model<Network> m;
        load_torch(path, m, {"net"});
        return m;
    }

    float at(std::size_t tensor, std::size_t number) const { return numbers_[tensor][number]; }

private:
    std::deque<std::vector<float>> numbers_{};
    std::vector<safetensors::tensor> all_{};
};

void check_lstm_of_torch()
{
    tensors t;
    t.add_layer(0, in, 4);
    t.add_layer(1, units, 4);
    const auto m = t.load<lstm_network>();
    check(m.get<"W_i">()(1, 2) == t.at(0, 2 * in + 1), "i of weight_ih");
    check(m.get<"W_g">()(1, 2) == t.at(0, (2 * units + 2) * in + 1), "g of weight_ih");
    check(m.get<"W_o">()(1, 2) == t.at(0, (3 * units + 2) * in + 1), "o of weight_ih");
    check(m.get<"U_f">()(0, 2) == t.at(1, (units + 2) * units), "f of weight_hh");
    check(m.get<"b_f">()(1) == t.at(2, units + 1) + t.at(3, units + 1), "the biases of f");
    check(m.get<"U_o", 1>()(2, 0) == t.at(5, 3 * units * units + 2), "o of the second layer");
    t.add("net.weight_ih_l2", {4 * units, units});
    check(refused([&] { t.load<lstm_network>(); }), "a tensor that is left over");
    check(refused([&] { t.load<gru_network>(); }), "another kind of module");
}

void check_gru_of_torch()
{
    tensors t;
    t.add_layer(0, in, 3);
    const auto m = t.load<gru_network>();
    check(m.get<"W_r">()(1, 2) == t.at(0, 2 * in + 1), "r of weight_ih");
    check(m.get<"U_z">()(1, 2) == t.at(1, (units + 2) * units + 1), "z of weight_hh");
    check(m.get<"b_n">()(1) == t.at(2, 2 * units + 1) && m.get<"c_n">()(1) == t.at(3, 2 * units + 1), "biases of n");
    save_torch(path, m, {"net"});
    model<gru_network> again;
    load_torch(path, again, {"net"});
    check(std::ranges::equal(again.all().span(), m.all().span()), "what is written is what was read");

    const auto named = [&](const char* name) {
        const safetensors file = safetensors::read(path);
        std::vector<safetensors::tensor> all = file.tensors();
        all.push_back(all[0]);
        all.back().name = name;
        safetensors::write(path + "2", {}, all);
        check(refused([&] { load_torch(path + "2", again, {"net"}); }), name);
    };
    named("net.weight_ih_l0_reverse");
    named("other.weight");
}

} // namespace

int main()
{
    check_lstm_of_rtneural();
    check_gru_of_rtneural();
    check_lstm_of_torch();
    check_gru_of_torch();
    std::filesystem::remove(path);
    std::filesystem::remove(path + "2");
}
#else
int main() {}
#endif
