// SPDX-License-Identifier: BSD-3-Clause
/// Files of RTNeural: where each parameter of an lstm and a gru comes from and goes to, and what is refused.
#if __has_include(<nlohmann/json.hpp>)
#include <xrnn/io/rtneural.hpp>

#include "check.hpp"
#include "other_library.hpp"

using namespace tests;
using nlohmann::json;

namespace
{

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

} // namespace

int main()
{
    check_lstm_of_rtneural();
    check_gru_of_rtneural();
    std::filesystem::remove(path);
}
#else
int main() {}
#endif
