// SPDX-License-Identifier: BSD-3-Clause
/// Training on several processes, on one machine or many: each works on its part of the rows, and all make the same
/// updates. Needs MPI: link xrnn::mpi and start the program with mpirun.
#pragma once

#include <mpi.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <type_traits>
#include <typeinfo>

#include "../training/optimiser.hpp"

#include "../text/streams.hpp"
#include "announcement.hpp"
#include "communicator.hpp"
#include "fingerprint.hpp"

namespace xrnn
{

/// Some of the rows of a batch, one after the other. With training{.first_row = first} they draw the noise that they draw
/// in the whole batch.
struct row_part
{
    std::size_t first = 0;
    std::size_t count = 0;
};

/// The processes of this run, of which each is one rank. Make one such object, at the start of main; it starts MPI, and
/// ends it when it goes. Without mpirun there is one rank, and the same program trains alone.
///
/// All ranks must make the same calls of sum, mean, broadcast and check_same in the same order. If they do not, all of
/// them throw std::logic_error. What MPI reports is thrown as std::runtime_error. Use it in the thread that made it.
class ranks
{
public:
    /// Throws std::logic_error if MPI has ended before.
    ranks()
        : heard_(all_.size())
        , factors_(all_.size())
    {
    }

    ranks(const ranks&) = delete;
    ranks& operator=(const ranks&) = delete;

    /// Waits for the other ranks. Ends all of them if this one is leaving because of an exception, or if they are not
    /// finished: they would wait for it forever.
    ~ranks()
    {
        if (std::uncaught_exceptions() > exceptions_ && size() > 1)
        {
            fail("an exception; ranks::run would tell which");
        }
        try
        {
            meet({detail::joint_call::finish});
        }
        catch (const std::exception& error)
        {
            fail(error.what());
        }
    }

    /// The number of this process, from 0.
    [[nodiscard]] std::size_t rank() const noexcept { return all_.rank(); }

    /// How many there are.
    [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }

    /// Calls f and returns what it returns, or 0, as the status of the program. If f throws on one rank, prints the message
    /// and ends all ranks, since the others would wait for this one.
    template <class F>
    int run(F&& f)
    {
        try
        {
            if constexpr (std::is_void_v<std::invoke_result_t<F>>)
            {
                f();
                return 0;
            }
            else
            {
                return f();
            }
        }
        catch (const std::exception& error)
        {
            return fail(error.what());
        }
        catch (...)
        {
            return fail("an exception that is no std::exception");
        }
    }

    /// This rank's part of the rows of a batch; the parts differ by at most one row. Throws std::invalid_argument if there
    /// are fewer rows than ranks.
    [[nodiscard]] row_part part_of(std::size_t rows) const
    {
        if (rows < size())
        {
            throw std::invalid_argument("xrnn: part_of: " + detail::count_text(rows, "row") + " cannot be shared by "
                + detail::count_text(size(), "rank") + "; each needs at least one");
        }
        const std::size_t longer = rows % size();
        const std::size_t first = rows / size() * rank() + std::min(rank(), longer);
        return {first, rows / size() + (rank() < longer ? 1 : 0)};
    }

    /// This rank's rows of streams(ids, steps, rows): the same windows, part_of(rows).count streams wide. Throws as
    /// part_of(rows) and streams do.
    [[nodiscard]] streams part_of(const std::vector<id>& ids, std::size_t steps, std::size_t rows) const
    {
        const row_part mine = part_of(rows);
        const std::size_t length = streams(ids, steps, rows).windows() * steps;
        const auto first = ids.begin() + static_cast<std::ptrdiff_t>(mine.first * length);
        return {
            std::vector<id>(first, first + static_cast<std::ptrdiff_t>(mine.count * length + 1)), steps, mine.count};
    }

    /// Replaces the gradients of each rank by their sum over all, and returns the sum of the losses. This is the gradient
    /// of a loss that is a sum over rows. Clip after it, not before. Each number is added in double in the order of the
    /// ranks, so all ranks get the same bits, and so does every run with as many ranks. Where one rank has NaN, all get
    /// NaN. The first call allocates.
    template <class Network, class T>
    double sum(parameters<Network, T>& gradients, double loss)
    {
        const std::span<T> numbers = gradients.span();
        meet({detail::joint_call::sum_gradients, type_of<parameters<Network, T>>(), 1, loss});
        std::fill(factors_.begin(), factors_.end(), 1.0);
        return combine(numbers);
    }

    /// The sum of a number over all ranks.
    [[nodiscard]] double sum(double number)
    {
        meet({detail::joint_call::sum_number, 0, 1, number});
        std::fill(factors_.begin(), factors_.end(), 1.0);
        return combined_number();
    }

    /// The same for losses that are a mean. `over` says how many things this rank's mean is over: its rows, or as many as
    /// its mask counts. Throws std::invalid_argument on all ranks if that is nothing on all of them.
    template <class Network, class T>
    double mean(parameters<Network, T>& gradients, double loss, std::size_t over)
    {
        const std::span<T> numbers = gradients.span();
        meet({detail::joint_call::mean_gradients, type_of<parameters<Network, T>>(), over, loss});
        weigh();
        return combine(numbers);
    }

    /// The mean of a number over all ranks, where that of this rank is a mean over so many things.
    [[nodiscard]] double mean(double number, std::size_t over)
    {
        meet({detail::joint_call::mean_number, 0, over, number});
        weigh();
        return combined_number();
    }

    /// Gives all ranks the parameters of rank 0. Scalars are not copied: set them on every rank.
    template <class Network, class T, class Products>
    void broadcast(model<Network, T, Products>& m)
    {
        meet({detail::joint_call::broadcast, type_of<parameters<Network, T>>()});
        m.edit([&](parameters<Network, T>& p) { all_.copy_from_first(p.span()); });
    }

    /// The same, with the memories and the number of updates of rank 0's optimiser, to go on where another run stopped.
    template <class Network, class T, class Products, class Rule, class Schedule>
    void broadcast(model<Network, T, Products>& m, optimiser<Network, Rule, T, Schedule>& learn)
    {
        meet({detail::joint_call::broadcast, type_of<optimiser<Network, Rule, T, Schedule>>()});
        m.edit([&](parameters<Network, T>& p) { all_.copy_from_first(p.span()); });
        for (std::size_t k = 0; k < Rule::memories; ++k)
        {
            all_.copy_from_first(learn.memory(k).span());
        }
        std::vector<std::uint64_t> updates(size());
        all_.gather(learn.updates(), std::span(updates));
        learn.set_updates(updates.front());
    }

    /// Throws std::runtime_error on all ranks if one has another version of xrnn, instruction set or parameters than rank
    /// 0, and names it. Call it before the first update, and now and then.
    template <class Network, class T, class Products>
    void check_same(const model<Network, T, Products>& m)
    {
        meet({detail::joint_call::check_same, type_of<parameters<Network, T>>()});
        detail::compare(all_, {detail::build(), parameters_of(m)});
    }

    /// The same, with the memories, the number of updates and the learning rate of an optimiser.
    template <class Network, class T, class Products, class Rule, class Schedule>
    void check_same(const model<Network, T, Products>& m, const optimiser<Network, Rule, T, Schedule>& learn)
    {
        meet({detail::joint_call::check_same, type_of<optimiser<Network, Rule, T, Schedule>>()});
        std::uint64_t memories = 0;
        for (std::size_t k = 0; k < Rule::memories; ++k)
        {
            memories = detail::mix_bits(memories) ^ detail::fingerprint(learn.memory(k).span());
        }
        detail::compare(all_,
            {detail::build(), parameters_of(m), {" has other memories of the optimiser", memories},
                {" has made another number of updates", learn.updates()},
                {" has another learning rate", std::bit_cast<std::uint64_t>(learn.rate())}});
    }

private:
    template <class Type>
    static std::uint64_t type_of()
    {
        static const std::uint64_t type = detail::fingerprint(std::string_view(typeid(Type).name()));
        return type;
    }

    /// Tells all ranks which call this is, and hears theirs. Throws if one of them is another.
    void meet(const detail::announcement& mine)
    {
        all_.gather(mine, std::span(heard_));
        detail::check_together(heard_);
    }

    /// Makes factors of the weights that were heard.
    void weigh()
    {
        double total = 0;
        for (const detail::announcement& a : heard_)
        {
            total += static_cast<double>(a.over);
        }
        if (total == 0)
        {
            throw std::invalid_argument("xrnn: ranks: a mean over nothing: every rank passes 0 for `over`");
        }
        std::transform(heard_.begin(), heard_.end(), factors_.begin(),
            [total](const detail::announcement& a) { return static_cast<double>(a.over) / total; });
    }

    template <class T>
    double combine(std::span<T> numbers)
    {
        if (size() > 1)
        {
            all_.add_up(numbers, std::span<const double>(factors_));
        }
        return combined_number();
    }

    double combined_number() const
    {
        double sum = factors_[0] * heard_[0].number;
        for (std::size_t r = 1; r < size(); ++r)
        {
            sum += factors_[r] * heard_[r].number;
        }
        return sum;
    }

    template <class Model>
    static detail::fact parameters_of(const Model& m)
    {
        return {" has other parameters", detail::fingerprint(m.all().span())};
    }

    /// Prints why and ends all ranks; alone, returns the status.
    int fail(const char* why) const noexcept
    {
        std::fprintf(stderr, "rank %zu of %zu ends the run: %s\n", rank(), size(), why);
        if (size() > 1)
        {
            all_.abort(1);
        }
        return 1;
    }

    detail::communicator all_;
    int exceptions_ = std::uncaught_exceptions();
    std::vector<detail::announcement> heard_;
    std::vector<double> factors_;
};

} // namespace xrnn
