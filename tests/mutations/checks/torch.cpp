// SPDX-License-Identifier: BSD-3-Clause
/// Files of PyTorch: where each parameter of an lstm and a gru comes from and goes to, and what is refused.
#if __has_include(<nlohmann/json.hpp>)
#include <deque>

#include <xrnn/io/torch.hpp>

#include "check.hpp"
#include "other_library.hpp"

using namespace tests;

namespace
{

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
    check_lstm_of_torch();
    check_gru_of_torch();
    std::filesystem::remove(path);
    std::filesystem::remove(path + "2");
}
#else
int main() {}
#endif
