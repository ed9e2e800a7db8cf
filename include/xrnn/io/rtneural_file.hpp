// SPDX-License-Identifier: BSD-3-Clause
/// A file of RTNeural, checked piece by piece as it is read.
#pragma once

#include <nlohmann/json.hpp>

#include "../text/read_file.hpp"
#include "rtneural_layers.hpp"

namespace xrnn::detail
{

/// A file of RTNeural: {"in_shape": [null, null, inputs], "layers": [{"type": "lstm", "activation": "tanh",
/// "shape": [null, null, outputs], "weights": [kernel, recurrent kernel, bias]}]}. Other members are ignored. Every
/// function throws file_error, with the place in the file, where the file is not like that.
class rtneural_file
{
    using json = nlohmann::json;

public:
    explicit rtneural_file(const std::string& path)
        : path_(path)
    {
        try
        {
            whole_ = json::parse(read_file(path));
        }
        catch (const json::exception& error)
        {
            fail(std::string("is not JSON: ") + error.what());
        }
        if (!whole_.is_object())
        {
            fail("is not a file of RTNeural, which is an object with in_shape and layers");
        }
        member(whole_, "", "in_shape", json::value_t::array);
        member(whole_, "", "layers", json::value_t::array);
    }

    /// Whether the file has so many inputs and layers.
    void check_widths(std::size_t inputs, std::size_t layers) const
    {
        const std::size_t found = last_extent(whole_["in_shape"], "in_shape");
        if (found != inputs)
        {
            fail("in_shape says " + count_text(found, "input") + ", and the network has " + number_text(inputs));
        }
        if (whole_["layers"].size() != layers)
        {
            fail("has " + count_text(whole_["layers"].size(), "layer") + ", and the network has " + number_text(layers)
                + " without dropout");
        }
    }

    /// Reads layer number k of the file.
    template <class T>
    void read(std::size_t k, const rtneural_stacked_layer<T>& layer) const
    {
        const std::string place = "layers[" + number_text(k) + "]";
        const json& found = whole_["layers"][k];
        check_type(found, place, layer.type, layer.number);
        check_activation(found, place, layer.activation);
        const json& shape = member(found, place, "shape", json::value_t::array);
        const std::size_t outputs = last_extent(shape, place + ".shape");
        if (outputs != layer.outputs)
        {
            fail(place + " has " + count_text(outputs, "output") + ", and layer " + number_text(layer.number)
                + " of the network has " + number_text(layer.outputs));
        }
        std::vector<stacked_tensor> tensors = layer.tensors();
        const json& weights = member(found, place, "weights", json::value_t::array);
        if (weights.size() != tensors.size())
        {
            fail(place + ".weights has " + count_text(weights.size(), "array") + ", and a " + std::string(layer.type)
                + " has " + number_text(tensors.size()) + "; in Keras, leave use_bias at True");
        }
        for (std::size_t i = 0; i < tensors.size(); ++i)
        {
            read_array(weights[i], place + ".weights[" + number_text(i) + "]", tensors[i]);
        }
        layer.take(tensors, path_);
    }

private:
    [[noreturn]] void fail(const std::string& problem) const { throw file_error(path_, problem); }

    /// A member of an object, of that type.
    const json& member(const json& object, const std::string& place, const char* key, json::value_t type) const
    {
        const std::string what = (place.empty() ? "" : place + ".") + key;
        if (!object.is_object() || !object.contains(key))
        {
            fail(what + " is missing");
        }
        const json& found = object[key];
        if (found.type() != type)
        {
            fail(what + " is not " + (type == json::value_t::array ? "an array" : "a text"));
        }
        return found;
    }

    void check_type(const json& layer, const std::string& place, std::string_view type, std::size_t number) const
    {
        const auto found = member(layer, place, "type", json::value_t::string).get<std::string>();
        if (found != type && !(found == "time-distributed-dense" && type == "dense"))
        {
            fail(place + " is of the type " + in_quotes(found) + ", and layer " + number_text(number)
                + " of the network needs " + in_quotes(type)
                + (found == "unknown" ? "; leave layers that only train out with layers_to_skip of save_model" : ""));
        }
    }

    /// Recurrent layers may leave it empty, which is read as tanh, as RTNeural does.
    void check_activation(const json& layer, const std::string& place, std::string_view activation) const
    {
        std::string found;
        if (layer.contains("activation"))
        {
            found = member(layer, place, "activation", json::value_t::string).get<std::string>();
        }
        if (!found.empty() && found != activation)
        {
            fail(place + " has the activation " + in_quotes(found) + ", and xrnn has this layer only with "
                + (activation.empty() ? "none" : in_quotes(activation)));
        }
    }

    /// The 8 of [null, null, 8].
    std::size_t last_extent(const json& shape, const std::string& place) const
    {
        if (shape.empty() || !shape.back().is_number_unsigned())
        {
            fail(place + " does not end with a number of units");
        }
        return shape.back().get<std::size_t>();
    }

    /// Reads nested arrays of the tensor's shape.
    void read_array(const json& array, const std::string& place, stacked_tensor& tensor) const
    {
        const std::size_t width = tensor.shape.back();
        const bool is_matrix = tensor.shape.size() == 2;
        check_shape(array, place, tensor);
        for (std::size_t i = 0; i < tensor.numbers.size(); ++i)
        {
            const json& found = is_matrix ? array[i / width][i % width] : array[i];
            if (!found.is_number())
            {
                fail(place + " has something at " + number_text(i) + " that is not a number");
            }
            tensor.numbers[i] = found.get<double>();
        }
    }

    /// The shape of an array, as far as its first row tells.
    static std::vector<std::size_t> shape_of(const json& array)
    {
        std::vector<std::size_t> shape{array.size()};
        if (!array.empty() && array[0].is_array())
        {
            shape.push_back(array[0].size());
        }
        return shape;
    }

    void check_shape(const json& array, const std::string& place, const stacked_tensor& tensor) const
    {
        if (!array.is_array())
        {
            fail(place + ", the " + std::string(tensor.name) + ", is not an array");
        }
        const std::vector<std::size_t> found = shape_of(array);
        if (found != tensor.shape)
        {
            const bool lacks_row = tensor.name == "bias" && found.size() == 1 && tensor.shape.size() == 2;
            fail(place + ", the " + std::string(tensor.name) + ", has the shape " + shape_text(found)
                + ", and the network needs " + shape_text(tensor.shape)
                + (lacks_row ? "; in Keras, leave reset_after of a GRU at True" : ""));
        }
        for (std::size_t i = 0; tensor.shape.size() == 2 && i < array.size(); ++i)
        {
            if (!array[i].is_array() || array[i].size() != tensor.shape[1])
            {
                fail(place + "[" + number_text(i) + "] is not a row of " + count_text(tensor.shape[1], "number"));
            }
        }
    }

    std::string path_;
    json whole_;
};

/// A tensor as nested arrays.
inline nlohmann::ordered_json rtneural_array(const stacked_tensor& tensor)
{
    if (tensor.shape.size() == 1)
    {
        return tensor.numbers;
    }
    nlohmann::ordered_json rows;
    for (auto row = tensor.numbers.begin(); row != tensor.numbers.end();
         row += static_cast<std::ptrdiff_t>(tensor.shape[1]))
    {
        rows.push_back(std::vector<double>(row, row + static_cast<std::ptrdiff_t>(tensor.shape[1])));
    }
    return rows;
}

/// The text of a file of RTNeural.
template <class T>
std::string rtneural_text(std::size_t inputs, const std::vector<rtneural_stacked_layer<T>>& layers)
{
    using json = nlohmann::ordered_json;
    const auto shape = [](std::size_t width) { return json{nullptr, nullptr, width}; };
    json whole{{"in_shape", shape(inputs)}, {"layers", json::array()}};
    for (const rtneural_stacked_layer<T>& layer : layers)
    {
        std::vector<stacked_tensor> tensors = layer.tensors();
        layer.give(tensors);
        json weights;
        for (const stacked_tensor& tensor : tensors)
        {
            weights.push_back(rtneural_array(tensor));
        }
        whole["layers"].push_back({{"type", layer.type}, {"activation", layer.activation},
            {"shape", shape(layer.outputs)}, {"weights", std::move(weights)}});
    }
    return whole.dump(4);
}

} // namespace xrnn::detail
