// SPDX-License-Identifier: BSD-3-Clause
/// The model files of RTNeural, a library that runs networks in audio plug-ins: JSON, as its Python script `save_model`
/// writes it from Keras.
#pragma once

#include "../language/mistakes.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "../model/model.hpp"
#include "rtneural_file.hpp"
#include "rtneural_layers.hpp"
#include "write_file.hpp"

namespace xrnn
{

namespace detail
{
    template <class Cell>
    constexpr auto find_mistake_of_rtneural_cell()
    {
        if constexpr (mistaken_layer<Cell>)
        {
            return known_mistake{};
        }
        else if constexpr (requires { rtneural_layer<Cell>::parts; })
        {
            return no_mistake{};
        }
        else
        {
            return mistake<error::rtneural_has_no_such_layer_it_has_lstm_gru_and_linear<Cell>>{};
        }
    }

    template <class Cells>
    struct mistake_of_rtneural;

    template <class... Cells>
    struct mistake_of_rtneural<std::tuple<Cells...>>
        : first_mistake<decltype(find_mistake_of_rtneural_cell<Cells>())...>
    {
    };

    /// The network, if RTNeural has all of its layers.
    template <class Network>
    using checked_rtneural_network = checked<typename first_mistake<decltype(find_mistake_of_chain<Network>()),
                                                 typename mistake_of_rtneural<cells_of<Network>>::type>::type,
        Network, linear<1, 1>>;
} // namespace detail

/// Reads the parameters of a model from a file of RTNeural. The file has the layers of the network, `lstm`, `gru` and
/// `linear` (RTNeural's dense, without an activation), in their order and with their widths; `dropout` is not in it.
/// Throws file_error, which names the place in the file, and has changed nothing then.
template <class Network, class T, class Products>
void load_rtneural(const std::string& path, model<Network, T, Products>& m)
{
    using network = typename detail::checked_rtneural_network<Network>::type;
    if constexpr (std::is_same_v<network, Network>)
    {
        parameters<Network, T> loaded;
        const detail::rtneural_file file(path);
        const auto layers = detail::rtneural_layers(loaded);
        file.check_widths(m.input_width, layers.size());
        for (std::size_t k = 0; k < layers.size(); ++k)
        {
            file.read(k, layers[k]);
        }
        m.edit([&](parameters<Network, T>& p) { p = std::move(loaded); });
    }
}

/// Writes a model to a file that RTNeural and load_rtneural read, whole or not at all. Throws file_error if it cannot be
/// written, or if a parameter is NaN or infinite, which JSON cannot say.
template <class Network, class T, class Products>
void save_rtneural(const std::string& path, const model<Network, T, Products>& m)
{
    using network = typename detail::checked_rtneural_network<Network>::type;
    if constexpr (std::is_same_v<network, Network>)
    {
        const parameters<Network, T>& all = m.all();
        all.for_each([&]<class Cell>(std::size_t layer, std::string_view name, std::size_t, std::size_t,
                         std::span<const T> numbers) {
            if (!std::ranges::all_of(numbers, [](T x) { return detail::is_finite(x); }))
            {
                throw file_error(path,
                    "cannot be written: " + detail::label{"parameter", name, layer}.text()
                        + " is not finite everywhere, and JSON has no text for that");
            }
        });
        write_file(path, detail::rtneural_text(m.input_width, detail::rtneural_layers(all)));
    }
}

} // namespace xrnn
