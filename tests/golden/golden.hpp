// SPDX-License-Identifier: BSD-3-Clause
/// What the comparisons with PyTorch share: the files of numbers, the formula of all inputs, the measure of an error.
///
/// The files are made by generate.py, which says what they hold; sizes, seeds and settings there and here are the same.
#pragma once

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <xrnn/xrnn.hpp>

namespace tests
{

/// Element i of a tensor that has this seed: a multiple of 1/64 in [-50/64, 50/64], exact in float. As in generate.py,
/// so that parameters, inputs, initial states and constants need no file.
inline double number(std::size_t i, std::size_t seed)
{
    return (static_cast<double>((37 * i + 5 * i * i + 29 * seed) % 101) - 50) / 64;
}

/// Fills a tensor by the formula, in row-major order.
template <class Tensor>
void fill(Tensor&& t, std::size_t seed, double scale = 1)
{
    std::size_t i = 0;
    for (auto& e : t)
    {
        e = static_cast<std::remove_reference_t<decltype(e)>>(scale * number(i++, seed));
    }
}

/// The seeds of what belongs to layer 0; a later layer's parameters are 12 further on, its states 1.
namespace seed
{
    inline constexpr std::size_t parameters = 0;
    inline constexpr std::size_t input = 40;
    inline constexpr std::size_t target = 41;
    inline constexpr std::size_t packed_input = 90;
    inline constexpr std::size_t packed_target = 95;

    inline std::size_t initial(std::string_view state)
    {
        return state == "h" ? 50 : 60;
    }
    inline std::size_t final(std::string_view state)
    {
        return state == "h" ? 70 : 80;
    }
} // namespace seed

/// Names in the order of generate.py; each() calls f<Name>(its place) for all.
template <xrnn::detail::name... Names>
struct names
{
    template <class F>
    static void each(F&& f)
    {
        std::size_t k = 0;
        (f.template operator()<Names>(k++), ...);
    }
};

/// The cells that PyTorch has too.
struct rnn_case
{
    template <std::size_t In, std::size_t Hidden>
    using cell = xrnn::rnn<In, Hidden>;
    using parameters = names<"W_xh", "W_hh", "b_h">;
    using states = names<"h">;
    static constexpr const char* name = "rnn";
};

struct lstm_case
{
    template <std::size_t In, std::size_t Hidden>
    using cell = xrnn::lstm<In, Hidden>;
    using parameters = names<"W_i", "W_f", "W_o", "W_g", "U_i", "U_f", "U_o", "U_g", "b_i", "b_f", "b_o", "b_g">;
    using states = names<"h", "c">;
    static constexpr const char* name = "lstm";
};

struct gru_case
{
    template <std::size_t In, std::size_t Hidden>
    using cell = xrnn::gru<In, Hidden>;
    using parameters = names<"W_r", "W_z", "W_n", "U_r", "U_z", "U_n", "b_r", "b_z", "b_n", "c_n">;
    using states = names<"h">;
    static constexpr const char* name = "gru";
};

struct layer_norm_lstm_case
{
    template <std::size_t In, std::size_t Hidden>
    using cell = xrnn::layer_norm_lstm<In, Hidden>;
    using parameters = names<"W_i", "W_f", "W_o", "W_g", "U_i", "U_f", "U_o", "U_g", "s_i", "s_f", "s_o", "s_g", "s_c",
        "b_i", "b_f", "b_o", "b_g", "b_c">;
    using states = names<"h", "c">;
    static constexpr const char* name = "layer_norm_lstm";
};

struct layer_norm_gru_case
{
    template <std::size_t In, std::size_t Hidden>
    using cell = xrnn::layer_norm_gru<In, Hidden>;
    using parameters =
        names<"W_r", "W_z", "W_n", "U_r", "U_z", "U_n", "s_r", "s_z", "s_n", "t_n", "b_r", "b_z", "b_n", "c_n">;
    using states = names<"h">;
    static constexpr const char* name = "layer_norm_gru";
};

/// The parameters of one layer, by the formula.
template <class Names, std::size_t Layer, class Parameters>
void fill_layer(Parameters& p)
{
    Names::each([&]<xrnn::detail::name Name>(
                    std::size_t k) { fill(p.template get<Name, Layer>(), seed::parameters + 12 * Layer + k); });
}

/// A file of sections "name count", each followed by so many numbers, and at its end the line "end". What is missing,
/// short or odd throws std::runtime_error, which fails the test.
class golden_numbers
{
public:
    /// The file of that name in this folder.
    explicit golden_numbers(const std::string& file)
        : name_(file + ".txt")
    {
        std::ifstream in(std::string(XRNN_GOLDEN_FOLDER "/") + name_);
        if (!in)
        {
            fail("cannot be opened in " XRNN_GOLDEN_FOLDER);
        }
        read(in);
    }

    golden_numbers(const std::string& name, std::istream& in)
        : name_(name)
    {
        read(in);
    }

    /// The numbers of a section, which must be that many.
    std::span<const double> get(const std::string& section, std::size_t count)
    {
        const auto found = sections_.find(section);
        if (found == sections_.end())
        {
            fail("has no section " + section);
        }
        if (found->second.size() != count)
        {
            fail("has " + std::to_string(found->second.size()) + " numbers in section " + section
                + ", and the test has " + std::to_string(count));
        }
        unread_.erase(section);
        return found->second;
    }

    /// Sections that no test has asked for: none, at the end of a test.
    const std::set<std::string>& unread() const { return unread_; }

private:
    [[noreturn]] void fail(const std::string& what) const
    {
        throw std::runtime_error("the golden file " + name_ + " " + what + "; generate.py makes it");
    }

    void read(std::istream& in)
    {
        for (std::string section; in >> section;)
        {
            if (section.front() == '#')
            {
                std::getline(in, section);
                continue;
            }
            if (section == "end")
            {
                return;
            }
            read_section(in, section);
        }
        fail("is short: it has no end");
    }

    void read_section(std::istream& in, const std::string& section)
    {
        std::size_t count = 0;
        if (!(in >> count) || count == 0 || !unread_.insert(section).second)
        {
            fail("has an odd line at section " + section);
        }
        std::vector<double>& numbers = sections_[section];
        for (double x = 0; numbers.size() < count && in >> x;)
        {
            numbers.push_back(x);
        }
        if (numbers.size() != count)
        {
            fail("is short in section " + section);
        }
    }

    std::string name_;
    std::map<std::string, std::vector<double>> sections_;
    std::set<std::string> unread_;
};

/// The largest |a - n| / max(1, |a|, |n|), infinite if one of them is not a number or if all that was expected is small.
class largest_error
{
public:
    void add(double a, double n)
    {
        const double error = std::abs(a - n) / std::max({1.0, std::abs(a), std::abs(n)});
        value_ = std::isnan(error) ? std::numeric_limits<double>::infinity() : std::max(value_, error);
        expected_ = std::max(expected_, std::abs(n));
    }

    /// All numbers of a tensor against a section of that size.
    template <class Tensor>
    void add(const Tensor& t, golden_numbers& expected, const std::string& section)
    {
        auto n = expected.get(section, t.size()).begin();
        for (const auto a : t)
        {
            add(static_cast<double>(a), *n++);
        }
    }

    double value() const { return expected_ > 1e-3 ? value_ : std::numeric_limits<double>::infinity(); }

private:
    double value_ = 0;
    double expected_ = 0; // the largest
};

} // namespace tests
