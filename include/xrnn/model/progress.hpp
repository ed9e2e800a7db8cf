// SPDX-License-Identifier: BSD-3-Clause
/// What has been done with the window in a workspace, and so which calls make sense.
#pragma once

#include <cstdint>
#include <stdexcept>

namespace xrnn::detail
{

class progress
{
public:
    /// A window has run, with a model of this version.
    /// A pass begins: until it is done, there is nothing to read.
    void note_begin() noexcept { stage_ = stage::nothing; }

    void note_forward(std::uint64_t version) noexcept
    {
        stage_ = stage::forward;
        version_ = version;
        adjoint_was_asked_for_ = false;
    }

    void note_backward() noexcept { stage_ = stage::backward; }

    /// The caller is about to fill in an adjoint of the output or of a final state.
    void note_adjoint() noexcept { adjoint_was_asked_for_ = true; }

    bool adjoint_was_asked_for() const noexcept { return adjoint_was_asked_for_; }

    /// Throws std::logic_error unless the values of a window are there: the backward pass writes adjoints over them.
    void check_values() const
    {
        check_ran();
        if (stage_ == stage::backward)
        {
            throw std::logic_error("xrnn: the backward pass has used up the values and adjoints of this window; call "
                                   "forward again");
        }
    }

    /// Throws std::logic_error unless the backward pass has run.
    void check_adjoints() const
    {
        check_ran();
        if (stage_ != stage::backward)
        {
            throw std::logic_error("xrnn: the adjoints of the input and of the initial state come from the backward "
                                   "pass; call backward first");
        }
    }

    /// Throws std::logic_error if the window ran with a model of another version.
    void check_version(std::uint64_t version) const
    {
        if (version != version_)
        {
            throw std::logic_error("xrnn: this is not the model that the last window ran with, or it was changed in "
                                   "between; call forward again, with everything that it is fed");
        }
    }

private:
    enum class stage
    {
        nothing,
        forward,
        backward
    };

    void check_ran() const
    {
        if (stage_ == stage::nothing)
        {
            throw std::logic_error("xrnn: nothing has run in this workspace yet; call forward first");
        }
    }

    stage stage_ = stage::nothing;
    bool adjoint_was_asked_for_ = false;
    std::uint64_t version_ = 0;
};

} // namespace xrnn::detail
