// SPDX-License-Identifier: BSD-3-Clause
/// How models, optimisers and hidden states are saved.
#pragma once

#include "../language/mistakes.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "../model/finite.hpp"
#include "../model/hidden_state.hpp"
#include "../model/model.hpp"
#include "../model/named_states.hpp"
#include "../model/parameters.hpp"
#include "../model/together.hpp"
#include "../training/optimiser.hpp"
#include "part.hpp"

namespace xrnn::detail
{

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

    static void put(const type& m, checkpoint_to_write& file, const std::string& prefix = "")
    {
        put_parameters(m.all(), prefix, file);
        each_named_scalar<Network>([&]<std::size_t L, detail::name Name>() {
            if (const T scalar = m.template scalar<Name, L>(); !is_nan(scalar))
            {
                file.add_scalar(tensor_name(prefix, L, Name.view()), scalar);
            }
        });
    }

    static auto take(type& m, const checkpoint_read& file, const std::string& prefix = "")
    {
        std::vector<T> scalars;
        each_named_scalar<Network>(
            [&]<std::size_t L, detail::name Name>() { scalars.push_back(scalar_of<Name, L>(m, file, prefix)); });
        return [&m, scalars = std::move(scalars), numbers = find_parameters(m.all(), prefix, file)] {
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
    static T scalar_of(const type& m, const checkpoint_read& file, const std::string& prefix)
    {
        const std::string where = tensor_name(prefix, L, Name.view());
        T scalar = m.template scalar<Name, L>();
        if (file.has_tensor(where))
        {
            file.tensor<T>(where, {}).copy_to(std::span(&scalar, 1));
            if (!can_be_set<Name, L>(scalar))
            {
                file.refuse("the scalar " + in_quotes(where) + " is " + number_text(scalar)
                    + ", which it cannot be; set it and save the model again");
            }
        }
        return scalar;
    }

    template <detail::name Name, std::size_t L>
    static bool can_be_set(T scalar)
    {
        try
        {
            type trial;
            trial.template set<Name, L>(scalar);
            return true;
        }
        catch (const std::invalid_argument&)
        {
            return false;
        }
    }
};

/// How many models an optimiser of this network changes, which is one of several<...>.
template <class Network>
inline constexpr std::size_t models_of = 1;

template <class... Networks>
inline constexpr std::size_t models_of<several<Networks...>> = sizeof...(Networks);

/// Memories as "optimiser.0.0.W_i", and of several models as "optimiser.0.1.0.W_i", with the number of the model behind that
/// of the memory; the number of updates; and the names of the parameters that are frozen, if there are any. Rule, schedule
/// and groups are those of the program.
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
        if (const std::string names = frozen_names(o); !names.empty())
        {
            file.add_text("optimiser.frozen", names);
        }
        each_index<models_of<Network>>([&]<std::size_t M>() {
            for (std::size_t k = 0; k < memories; ++k)
            {
                put_parameters(o.template memory<M>(k), prefix(k, M), file);
            }
        });
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
        check_frozen(o, file);
        std::vector<std::vector<safetensors::tensor>> numbers;
        each_index<models_of<Network>>([&]<std::size_t M>() {
            for (std::size_t k = 0; k < memories; ++k)
            {
                numbers.push_back(find_parameters(std::as_const(o).template memory<M>(k), prefix(k, M), file));
            }
        });
        return [&o, updates, numbers = std::move(numbers)] {
            each_index<models_of<Network>>([&]<std::size_t M>() {
                for (std::size_t k = 0; k < memories; ++k)
                {
                    copy_parameters(numbers[M * memories + k], o.template memory<M>(k));
                }
            });
            o.set_updates(updates);
        };
    }

private:
    static std::string model_prefix(std::size_t model)
    {
        return models_of<Network> == 1 ? "" : number_text(model) + ".";
    }

    static std::string prefix(std::size_t memory, std::size_t model)
    {
        return "optimiser." + number_text(memory) + "." + model_prefix(model);
    }

    /// With blanks in between.
    static std::string frozen_names(const type& o)
    {
        std::string names;
        for (const parameter_info& p : o.frozen())
        {
            names += names.empty() ? "" : " ";
            names += tensor_name(model_prefix(p.model), p.layer, p.name);
        }
        return names;
    }

    static void check_frozen(const type& o, const checkpoint_read& file)
    {
        const auto found = file.metadata().find("optimiser.frozen");
        const std::string theirs = found == file.metadata().end() ? "" : found->second;
        if (const std::string mine = frozen_names(o); theirs != mine)
        {
            const auto told = [](const std::string& names) {
                return names.empty() ? "no parameter" : in_quotes(names, 200);
            };
            file.refuse("its optimiser has frozen " + told(theirs) + ", and yours " + told(mine)
                + "; freeze the same before you load it, and change that afterwards");
        }
    }
};

/// States as "state.0.h" of shape [rows, Width]. The number of rows is that of the file.
template <class Network, class T>
struct part<hidden_state<Network, T>>
{
    using network = Network;
    using type = hidden_state<Network, T>;
    static constexpr std::string_view name = "hidden_state";

    static void put(const type& s, checkpoint_to_write& file, const std::string& prefix = "")
    {
        file.add_number("state." + prefix + "rows", s.rows());
        each_named_state<Network>([&]<std::size_t L, detail::name Name>() {
            const auto numbers = s.template get<Name, L>();
            file.add_tensor(tensor_name("state." + prefix, L, Name.view()), {s.rows(), numbers.shape()[1]},
                std::span<const T>(numbers.data(), numbers.size()));
        });
    }

    static auto take(type& s, const checkpoint_read& file, const std::string& prefix = "")
    {
        if (const std::uint64_t rows = file.number("state." + prefix + "rows"); rows != s.rows())
        {
            file.refuse("the hidden state in this file has " + number_text(rows) + " rows, and yours "
                + number_text(s.rows()) + "; make it with as many rows");
        }
        static_cast<void>(s.data()); // throws if it was moved from
        type loaded(s.rows());
        each_named_state<Network>([&]<std::size_t L, detail::name Name>() {
            auto numbers = loaded.template get<Name, L>();
            file.tensor<T>(tensor_name("state." + prefix, L, Name.view()), {s.rows(), numbers.shape()[1]})
                .copy_to(std::span<T>(numbers.data(), numbers.size()));
        });
        return [&s, loaded = std::move(loaded)] { s = loaded; }; // in place: nothing is allocated, and views stay valid
    }
};

/// Several models or hidden states: as one of them is, with the number of each before the number of the layer, "1.0.W_i",
/// "state.1.0.h".
template <class... Parts>
    requires(sizeof...(Parts) > 0 && (requires(Parts & x, checkpoint_to_write& file) {
        part<std::remove_const_t<Parts>>::put(x, file, std::string());
    } && ...))
struct part<joined<Parts...>>
{
    using network = several<typename part<std::remove_const_t<Parts>>::network...>;
    using type = joined<Parts...>;
    using first_part = part<std::remove_const_t<std::tuple_element_t<0, std::tuple<Parts...>>>>;
    static constexpr std::string_view name = first_part::name;
    static_assert(((part<std::remove_const_t<Parts>>::name == name) && ...),
        "xrnn: save and load take together(...) of models or of hidden states; pass each kind as an argument of its "
        "own");

    static void put(const type& all, checkpoint_to_write& file)
    {
        each_index<sizeof...(Parts)>([&]<std::size_t M>() {
            auto& x = std::get<M>(all.parts);
            part<std::remove_cvref_t<decltype(x)>>::put(x, file, number_text(M) + ".");
        });
    }

    static auto take(const type& all, const checkpoint_read& file)
    {
        return take_each(all, file, std::index_sequence_for<Parts...>());
    }

private:
    template <std::size_t... M>
    static auto take_each(const type& all, const checkpoint_read& file, std::index_sequence<M...>)
    {
        return
            [changes = std::tuple{part<Parts>::take(std::get<M>(all.parts), file, number_text(M) + ".")...}]() mutable {
                std::apply([](auto&... change) { (change(), ...); }, changes);
            };
    }
};

} // namespace xrnn::detail
