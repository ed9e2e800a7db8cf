// SPDX-License-Identifier: BSD-3-Clause
/// What can be saved: for each type, how it goes into a file and comes out of it. All of them are here; save.hpp takes any.
#pragma once

#include "../language/mistakes.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "../model/finite.hpp"
#include "../model/hidden_state.hpp"
#include "../model/model.hpp"
#include "../model/named_states.hpp"
#include "../model/parameters.hpp"
#include "../model/random.hpp"
#include "../text/streams.hpp"
#include "../training/optimiser.hpp"
#include "checkpoint.hpp"

namespace xrnn
{

/// What a program wants to remember beside the objects it saves, in its own words. All UTF-8.
using notes = std::map<std::string, std::string>;

} // namespace xrnn

namespace xrnn::detail
{

/// A specialisation for X has
///   name: what it is called in the file and in messages,
///   network: the network it belongs to, or void,
///   put(x, file): adds it to a file,
///   take(x, file): checks everything, and returns a function that changes x and cannot fail.
template <class X>
struct part;

inline std::string tensor_name(const std::string& prefix, std::size_t layer, std::string_view symbol)
{
    return prefix + number_text(layer) + "." + std::string(symbol);
}

/// The shape of a parameter: [In, Out], or [Width] of a vector, which has no rows.
inline std::vector<std::size_t> parameter_shape(std::size_t rows, std::size_t columns)
{
    return rows == 0 ? std::vector{columns} : std::vector{rows, columns};
}

template <class Network, class T>
void put_parameters(const parameters<Network, T>& from, const std::string& prefix, checkpoint_to_write& file)
{
    from.for_each([&]<class Cell>(std::size_t layer, std::string_view symbol, std::size_t rows, std::size_t columns,
                      std::span<const T> numbers) {
        file.add_tensor(tensor_name(prefix, layer, symbol), parameter_shape(rows, columns), numbers);
    });
}

/// The tensors of all parameters, in their order.
template <class Network, class T>
std::vector<safetensors::tensor> find_parameters(
    const parameters<Network, T>& like, const std::string& prefix, const checkpoint_read& file)
{
    std::vector<safetensors::tensor> found;
    like.for_each([&]<class Cell>(std::size_t layer, std::string_view symbol, std::size_t rows, std::size_t columns,
                      std::span<const T>) {
        found.push_back(file.tensor<T>(tensor_name(prefix, layer, symbol), parameter_shape(rows, columns)));
    });
    return found;
}

template <class Network, class T>
void copy_parameters(const std::vector<safetensors::tensor>& from, parameters<Network, T>& to)
{
    std::size_t next = 0;
    to.for_each([&]<class Cell>(std::size_t, std::string_view, std::size_t, std::size_t, std::span<T> numbers) {
        from[next++].copy_to(numbers);
    });
}

/// Parameters as "0.W_i", and the scalars that are set. A scalar that the file does not have stays as it is.
template <class Network, class T, class Products>
struct part<model<Network, T, Products>>
{
    using network = Network;
    using type = model<Network, T, Products>;
    static constexpr std::string_view name = "model";

    static void put(const type& m, checkpoint_to_write& file)
    {
        put_parameters(m.all(), "", file);
        each_named_scalar<Network>([&]<std::size_t L, detail::name Name>() {
            const T& scalar = m.template scalar<Name, L>();
            if (!is_nan(scalar))
            {
                file.add_tensor(tensor_name("", L, Name.view()), {}, std::span(&scalar, 1));
            }
        });
    }

    static auto take(type& m, const checkpoint_read& file)
    {
        std::vector<T> scalars;
        each_named_scalar<Network>(
            [&]<std::size_t L, detail::name Name>() { scalars.push_back(scalar_of<Name, L>(m, file)); });
        return [&m, scalars = std::move(scalars), numbers = find_parameters(m.all(), "", file)] {
            m.edit([&](parameters<Network, T>& p) { copy_parameters(numbers, p); });
            std::size_t next = 0;
            each_named_scalar<Network>([&]<std::size_t L, detail::name Name>() {
                if (const T scalar = scalars[next++]; !is_nan(scalar))
                {
                    m.template set<Name, L>(scalar);
                }
            });
        };
    }

private:
    /// The one in the file, or else the model's own.
    template <detail::name Name, std::size_t L>
    static T scalar_of(const type& m, const checkpoint_read& file)
    {
        const std::string where = tensor_name("", L, Name.view());
        T scalar = m.template scalar<Name, L>();
        if (file.has_tensor(where))
        {
            file.tensor<T>(where, {}).copy_to(std::span(&scalar, 1));
            if (is_nan(scalar))
            {
                file.refuse("the scalar " + in_quotes(where) + " is NaN; set it and save the model again");
            }
        }
        return scalar;
    }
};

/// Memories as "optimiser.0.0.W_i", and the number of updates. Rule and schedule are those of the program.
template <class Network, class Rule, class T, class Schedule>
struct part<optimiser<Network, Rule, T, Schedule>>
{
    using network = Network;
    using type = optimiser<Network, Rule, T, Schedule>;
    static constexpr std::string_view name = "optimiser";
    static constexpr std::size_t memories = Rule::memories;

    static void put(const type& o, checkpoint_to_write& file)
    {
        file.add_number("optimiser.memories", memories);
        file.add_number("optimiser.updates", o.updates());
        for (std::size_t k = 0; k < memories; ++k)
        {
            put_parameters(o.memory(k), prefix(k), file);
        }
    }

    static auto take(type& o, const checkpoint_read& file)
    {
        if (const std::uint64_t theirs = file.number("optimiser.memories"); theirs != memories)
        {
            file.refuse("the optimiser in this file has " + number_text(theirs)
                + " memories for each parameter, and yours " + number_text(memories)
                + "; load it into one with the rule it was saved from");
        }
        const std::uint64_t updates = file.number("optimiser.updates");
        if (updates > most_updates)
        {
            file.refuse("optimiser.updates in its metadata is " + number_text(updates)
                + ", which is not a possible number of updates");
        }
        std::vector<std::vector<safetensors::tensor>> numbers;
        for (std::size_t k = 0; k < memories; ++k)
        {
            numbers.push_back(find_parameters(std::as_const(o).memory(k), prefix(k), file));
        }
        return [&o, updates, numbers = std::move(numbers)] {
            for (std::size_t k = 0; k < memories; ++k)
            {
                copy_parameters(numbers[k], o.memory(k));
            }
            o.set_updates(updates);
        };
    }

private:
    static std::string prefix(std::size_t memory) { return "optimiser." + number_text(memory) + "."; }
};

/// States as "state.0.h" of shape [rows, Width]. The number of rows is that of the file.
template <class Network, class T>
struct part<hidden_state<Network, T>>
{
    using network = Network;
    using type = hidden_state<Network, T>;
    static constexpr std::string_view name = "hidden_state";

    static void put(const type& s, checkpoint_to_write& file)
    {
        file.add_number("state.rows", s.rows());
        each_named_state<Network>([&]<std::size_t L, detail::name Name>() {
            const auto numbers = s.template get<Name, L>();
            file.add_tensor(tensor_name("state.", L, Name.view()), {s.rows(), numbers.shape()[1]},
                std::span<const T>(numbers.data(), numbers.size()));
        });
    }

    static auto take(type& s, const checkpoint_read& file)
    {
        if (const std::uint64_t rows = file.number("state.rows"); rows != s.rows())
        {
            file.refuse("the hidden state in this file has " + number_text(rows) + " rows, and yours "
                + number_text(s.rows()) + "; make it with as many rows");
        }
        static_cast<void>(s.data()); // throws if it was moved from
        type loaded(s.rows());
        each_named_state<Network>([&]<std::size_t L, detail::name Name>() {
            auto numbers = loaded.template get<Name, L>();
            file.tensor<T>(tensor_name("state.", L, Name.view()), {s.rows(), numbers.shape()[1]})
                .copy_to(std::span<T>(numbers.data(), numbers.size()));
        });
        return [&s, loaded = std::move(loaded)] { s = loaded; }; // in place: nothing is allocated, and views stay valid
    }
};

template <>
struct part<random_source>
{
    using network = void;
    static constexpr std::string_view name = "random_source";

    static void put(const random_source& r, checkpoint_to_write& file)
    {
        file.add_number("random_source.state", r.state());
    }

    static auto take(random_source& r, const checkpoint_read& file)
    {
        return [&r, state = file.number("random_source.state")] { r.set_state(state); };
    }
};

/// The position. The text is that of the program, and must be the one that was read when the file was saved.
template <>
struct part<streams>
{
    using network = void;
    static constexpr std::string_view name = "streams";

    static void put(const streams& s, checkpoint_to_write& file)
    {
        file.add_number("streams.steps", s.steps());
        file.add_number("streams.rows", s.rows());
        file.add_number("streams.windows", s.windows());
        file.add_number("streams.upcoming", s.upcoming());
        file.add_text("streams.text", text_of(s));
    }

    static auto take(streams& s, const checkpoint_read& file)
    {
        check(file, "steps", s.steps());
        check(file, "rows", s.rows());
        check(file, "windows", s.windows());
        if (file.text("streams.text") != text_of(s))
        {
            file.refuse(
                "the streams in this file read another text of the same length; load with the text that was saved "
                "from, or without the streams");
        }
        const std::uint64_t upcoming = file.number("streams.upcoming");
        if (upcoming >= s.windows())
        {
            file.refuse("streams.upcoming in its metadata is " + number_text(upcoming) + ", but there are "
                + count_text(s.windows(), "window"));
        }
        return [&s, upcoming] { s.seek(static_cast<std::size_t>(upcoming)); };
    }

private:
    static std::string text_of(const streams& s)
    {
        checksum sum;
        sum.add(std::as_bytes(std::span(s.ids())));
        return sum.text();
    }

    static void check(const checkpoint_read& file, const std::string& what, std::size_t mine)
    {
        if (const std::uint64_t theirs = file.number("streams." + what); theirs != mine)
        {
            file.refuse("the streams in this file have " + number_text(theirs) + " " + what + ", and yours "
                + number_text(mine)
                + "; load with the text and the windows that were saved from, or without the streams");
        }
    }
};

/// Each under its key, with "note." before it.
template <>
struct part<notes>
{
    using network = void;
    static constexpr std::string_view name = "notes";

    static void put(const notes& all, checkpoint_to_write& file)
    {
        for (const auto& [key, text] : all)
        {
            file.add_text(std::string(prefix) + key, text);
        }
    }

    static auto take(notes& all, const checkpoint_read& file)
    {
        notes loaded;
        for (const auto& [key, text] : file.metadata())
        {
            if (key.starts_with(prefix))
            {
                loaded[key.substr(prefix.size())] = text;
            }
        }
        return [&all, loaded = std::move(loaded)]() mutable { all.swap(loaded); };
    }

private:
    static constexpr std::string_view prefix = "note.";
};

} // namespace xrnn::detail
