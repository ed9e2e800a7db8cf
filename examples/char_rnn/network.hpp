// SPDX-License-Identifier: BSD-3-Clause
/// A network of any compiled size behind one interface. Sizes are types in xrnn; a program that takes them from the command
/// line compiles those that it offers (network_of.hpp) and looks one up by name. What is called through this interface is
/// a window or a step, so the calls cost nothing that could be measured.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <xrnn/io/notes.hpp>
#include <xrnn/model/recurrent_norm.hpp>
#include <xrnn/text/streams.hpp>

namespace char_rnn
{

inline constexpr std::size_t most_layers = 3;

/// What a network is looked up by. The vocabulary may be smaller than the compiled one.
struct network_size
{
    std::string cell = "lstm"; ///< rnn, lstm or gru
    std::size_t layers = 2;    ///< 1 to most_layers
    std::size_t hidden = 128;
    std::size_t vocabulary = 0;
};

/// How the learning rate changes.
enum class rate_schedule
{
    char_rnn, ///< from the tenth epoch on, each epoch has 0.97 times the rate of the one before
    cosine,
    constant
};

enum class learning_rule
{
    rmsprop, ///< with a decay of 0.95, as in char-rnn
    adam
};

struct training_setup
{
    std::size_t rows = 50;
    std::size_t steps = 50;
    std::size_t threads = 1;
    std::uint64_t seed = 1;
    double dropout = 0;
    double clip = 5; ///< the gradient norm is at most this
    learning_rule rule = learning_rule::rmsprop;
    double rate = 0.002;
    rate_schedule schedule = rate_schedule::char_rnn;
    std::uint64_t updates_of_epoch = 1;
    std::uint64_t updates = 1; ///< in all epochs
};

/// How a text is evaluated that the network was not trained on: so many parts of it side by side.
struct evaluation_setup
{
    std::size_t rows = 1;
    std::size_t threads = 1;
};

/// A state or value of a recurrent layer, these numbered from 0, after a step.
struct value_of_step
{
    std::size_t layer;
    std::string_view name;
    std::span<const float> numbers;
};

/// Told of each step of a text: the logits of what comes next, and the states and values. Both last until the next step.
using step_listener = std::function<void(std::span<const float> logits, std::span<const value_of_step> values)>;

/// The norm of a loss's gradient with respect to the sums that a gate is a function of, so many steps before the loss.
struct gradient_norms
{
    std::size_t layer = 0;
    std::string name; ///< of the gate
    std::vector<double> norms;
};

class network
{
public:
    network() = default;
    network(const network&) = delete;
    network& operator=(const network&) = delete;
    virtual ~network() = default;

    [[nodiscard]] virtual std::size_t parameter_count() const = 0;

    /// Draws the parameters. Outputs beyond the vocabulary become impossible.
    virtual void initialise(std::uint64_t seed) = 0;

    /// Makes what updates need.
    virtual void prepare(const training_setup& setup) = 0;

    /// Learns from the next window. Returns its loss in nats a character.
    virtual double update(xrnn::streams& data) = 0;
    [[nodiscard]] virtual std::uint64_t updates() const = 0;
    [[nodiscard]] virtual double rate() const = 0;

    /// The mean loss in nats of predicting each id from those before it.
    [[nodiscard]] virtual double held_out_loss(std::span<const xrnn::id> ids, const evaluation_setup& how) const = 0;

    /// One step of the network's own stream; the logits of the vocabulary, valid until the next step.
    virtual std::span<const float> step(xrnn::id letter) = 0;
    virtual void reset() = 0;

    /// Reads a text from a state of zero, step by step.
    virtual void read(std::span<const xrnn::id> ids, const step_listener& listener) = 0;

    /// How gradients reach back from a letter over so many steps, as a mean over places all over the text. Of a text that
    /// is longer than the steps.
    [[nodiscard]] virtual std::vector<gradient_norms> gradient_flow(
        std::span<const xrnn::id> ids, std::size_t steps) const = 0;

    /// Of the recurrent layers, numbered from 0.
    [[nodiscard]] virtual std::vector<xrnn::recurrent_norm> recurrent_norms() const = 0;

    /// The most probable continuation that a beam of this width finds.
    [[nodiscard]] virtual std::vector<xrnn::id> beam(
        std::span<const xrnn::id> prime, std::size_t width, std::size_t length) = 0;

    /// The model alone, and with all that training needs to go on.
    virtual void save(const std::string& path, const xrnn::notes& words) const = 0;
    virtual void load(const std::string& path) = 0;
    virtual void save_checkpoint(
        const std::string& path, const xrnn::streams& data, const xrnn::notes& words) const = 0;
    virtual void load_checkpoint(const std::string& path, xrnn::streams& data) = 0;
};

/// A network that was compiled, for 1 to most_layers layers.
struct compiled_network
{
    std::string cell;
    std::size_t hidden;
    std::size_t vocabulary;
    std::function<std::unique_ptr<network>(std::size_t layers, std::size_t vocabulary)> make;
};

/// All that the program was built with, by rising vocabulary.
const std::vector<compiled_network>& compiled_networks();

/// The smallest that fits. Throws std::out_of_range, which names the compiled sizes and the line that builds more.
std::unique_ptr<network> make_network(const network_size& size);

} // namespace char_rnn
