// SPDX-License-Identifier: BSD-3-Clause
/// The engine of a stack: the engines of its layers, one after the other.
#pragma once

#include <array>
#include <tuple>

#include "../layers/stack.hpp"
#include "cell_engine.hpp"

namespace xrnn
{

template <class... Layers, class T, class Products>
struct engine<stack<Layers...>, T, Products>
{
    static constexpr std::size_t layer_count = sizeof...(Layers);

    template <std::size_t L>
    using layer = engine<std::tuple_element_t<L, std::tuple<Layers...>>, T, Products>;

    static constexpr std::size_t input_width = layer<0>::input_width;
    static constexpr std::size_t output_width = layer<layer_count - 1>::output_width;
    static constexpr std::size_t parameter_size = (engine<Layers, T, Products>::parameter_size + ...);
    static constexpr std::size_t scalar_count = (engine<Layers, T, Products>::scalar_count + ...);
    static constexpr std::size_t state_width = (engine<Layers, T, Products>::state_width + ...);
    static constexpr std::size_t cell_count = (engine<Layers, T, Products>::cell_count + ...);
    static constexpr std::size_t packed_size = (engine<Layers, T, Products>::packed_size + ...);
    static constexpr std::size_t transposed_size = std::max({engine<Layers, T, Products>::transposed_size...});

    /// The layers' memory, and between two layers the adjoint that the upper one hands down.
    static constexpr std::size_t memory_size(std::size_t steps, std::size_t rows, bool with_backward)
    {
        std::size_t size = (engine<Layers, T, Products>::memory_size(steps, rows, with_backward) + ...);
        for (std::size_t l = 1; l < layer_count && with_backward; ++l)
        {
            size += boundary_size(l, steps, rows);
        }
        return size;
    }

    static void pack(const T* parameters, T* packed)
    {
        each_index<layer_count>([&]<std::size_t L>() {
            layer<L>::pack(parameters, packed);
            parameters += layer<L>::parameter_size;
            packed += layer<L>::packed_size;
        });
    }

    static void forward(const pass<T>& in, const T* initial_state, T* final_state, bool with_backward)
    {
        pass<T> here = in;
        each_index<layer_count>([&]<std::size_t L>() {
            layer<L>::forward(here, initial_state, final_state, with_backward);
            initial_state += layer<L>::state_width * in.rows;
            final_state += layer<L>::state_width * in.rows;
            here = next<L>(here, with_backward);
        });
    }

    static void backward(const pass<T>& in, const backward_pass<T>& out)
    {
        const std::array<pass<T>, layer_count> passes = all_passes(in, true);
        T* boundary = in.memory + memory_size(in.steps, in.rows, true);
        backward_pass<T> here = out;
        here.gradients += parameter_size;
        here.final_state += here.final_state != nullptr ? state_width * in.rows : 0;
        here.initial_state += here.initial_state != nullptr ? state_width * in.rows : 0;
        each_index<layer_count>([&]<std::size_t I>() {
            constexpr std::size_t l = layer_count - 1 - I;
            here.gradients -= layer<l>::parameter_size;
            here.final_state -= here.final_state != nullptr ? layer<l>::state_width * in.rows : 0;
            here.initial_state -= here.initial_state != nullptr ? layer<l>::state_width * in.rows : 0;
            here.input = out.input;
            if constexpr (l > 0)
            {
                boundary -= boundary_size(l, in.steps, in.rows);
                here.input = {boundary, layer<l>::input_width};
            }
            layer<l>::backward(passes[l], here);
            here.output = {here.input.data, here.input.stride};
        });
    }

    static adjoint_rows<const T> output(const pass<T>& in, bool with_backward)
    {
        return layer<layer_count - 1>::output(all_passes(in, with_backward)[layer_count - 1], with_backward);
    }

    /// The pass of one cell of the network, by its number.
    template <std::size_t Cell>
    static pass<T> cell_pass(const pass<T>& in, bool with_backward)
    {
        constexpr std::array<std::size_t, layer_count> counts{engine<Layers, T, Products>::cell_count...};
        constexpr auto where = [counts] {
            std::array<std::size_t, 2> at{0, Cell};
            while (at[1] >= counts[at[0]])
            {
                at[1] -= counts[at[0]++];
            }
            return at;
        }();
        return layer<where[0]>::template cell_pass<where[1]>(all_passes(in, with_backward)[where[0]], with_backward);
    }

private:
    static constexpr std::size_t boundary_size(std::size_t l, std::size_t steps, std::size_t rows)
    {
        constexpr std::array<std::size_t, layer_count> widths{engine<Layers, T, Products>::input_width...};
        return round_up(steps * rows * widths[l]);
    }

    /// The pass of the layer above layer L.
    template <std::size_t L>
    static pass<T> next(pass<T> here, bool with_backward)
    {
        const adjoint_rows<const T> y = layer<L>::output(here, with_backward);
        here.x = {y.data, y.stride, nullptr};
        here.parameters += layer<L>::parameter_size;
        here.packed += layer<L>::packed_size;
        here.scalars += layer<L>::scalar_count;
        here.memory += layer<L>::memory_size(here.steps, here.rows, with_backward);
        here.layer += layer<L>::cell_count;
        return here;
    }

    static std::array<pass<T>, layer_count> all_passes(const pass<T>& in, bool with_backward)
    {
        std::array<pass<T>, layer_count> passes;
        passes[0] = in;
        each_index<layer_count - 1>([&]<std::size_t L>() { passes[L + 1] = next<L>(passes[L], with_backward); });
        return passes;
    }
};

} // namespace xrnn
