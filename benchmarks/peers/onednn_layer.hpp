// SPDX-License-Identifier: BSD-3-Clause
/// A recurrent layer of oneDNN: its primitives for a whole window, its weights as written and as oneDNN wants them packed.
#pragma once

#include <dnnl.hpp>

#include <cmath>
#include <cstring>
#include <span>
#include <tuple>
#include <type_traits>
#include <unordered_map>

#include "../workloads.hpp"

namespace benchmarks
{

inline dnnl::engine& processor()
{
    static dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    return engine;
}

inline dnnl::stream& queue()
{
    static dnnl::stream queue(processor());
    return queue;
}

inline std::span<float> numbers(const dnnl::memory& m)
{
    return {static_cast<float*>(m.get_data_handle()), m.get_desc().get_size() / sizeof(float)};
}

inline void convert(dnnl::memory& from, dnnl::memory& to)
{
    dnnl::reorder(from, to).execute(queue(), from, to);
    queue().wait();
}

/// A layer for windows of exactly `steps` steps of `rows` rows. gru is the GRU of PyTorch, which oneDNN calls linear before
/// reset.
class onednn_layer
{
    using memory = dnnl::memory;
    using shape = memory::desc;
    using tag = memory::format_tag;

public:
    onednn_layer(cell c, std::size_t steps, std::size_t rows, std::size_t in, std::size_t hidden, bool training)
        : cell_(c)
        , steps_(static_cast<memory::dim>(steps))
        , rows_(static_cast<memory::dim>(rows))
        , in_(static_cast<memory::dim>(in))
        , hidden_(static_cast<memory::dim>(hidden))
        , gates_(static_cast<memory::dim>(gates(c)))
        , training_(training)
    {
        switch (c)
        {
        case cell::rnn:
            make<dnnl::vanilla_rnn_forward, dnnl::vanilla_rnn_backward>(dnnl::algorithm::eltwise_tanh);
            break;
        case cell::lstm: make<dnnl::lstm_forward, dnnl::lstm_backward>(); break;
        case cell::gru: make<dnnl::lbr_gru_forward, dnnl::lbr_gru_backward>(); break;
        }
        random_numbers random;
        for (const memory& m : {w_x, w_h, b})
        {
            random.fill(numbers(m), 1 / std::sqrt(static_cast<float>(hidden)));
        }
        pack();
    }

    memory w_x, w_h, b;  ///< the weights that the optimiser writes: [In, gates, Hidden], [Hidden, gates, Hidden]
    memory d_w_x, d_w_h; ///< their gradients after unpack_gradients()

    const memory& bias_gradient() const { return backward_.at(DNNL_ARG_DIFF_BIAS); }
    memory& input() { return forward_.at(DNNL_ARG_SRC_LAYER); }
    memory& output() { return forward_.at(DNNL_ARG_DST_LAYER); }
    memory& output_adjoint() { return backward_.at(DNNL_ARG_DIFF_DST_LAYER); }

    /// Feeds the output of the layer below, without a copy; in training also hands it the adjoint.
    void stand_on(onednn_layer& below)
    {
        forward_[DNNL_ARG_SRC_LAYER] = below.output();
        if (training_)
        {
            backward_[DNNL_ARG_SRC_LAYER] = below.output();
            below.backward_[DNNL_ARG_DIFF_DST_LAYER] = backward_.at(DNNL_ARG_DIFF_SRC_LAYER);
        }
    }

    /// For single steps: the final state is the next initial one.
    void carry_state()
    {
        forward_[DNNL_ARG_DST_ITER] = forward_.at(DNNL_ARG_SRC_ITER);
        if (cell_ == cell::lstm)
        {
            forward_[DNNL_ARG_DST_ITER_C] = forward_.at(DNNL_ARG_SRC_ITER_C);
        }
    }

    void pack()
    {
        convert(w_x, forward_.at(DNNL_ARG_WEIGHTS_LAYER));
        convert(w_h, forward_.at(DNNL_ARG_WEIGHTS_ITER));
    }

    void forward()
    {
        run_forward_.execute(queue(), forward_);
        queue().wait();
    }

    /// Packs the weights once more, as the backward pass wants them.
    void backward()
    {
        convert(w_x, backward_.at(DNNL_ARG_WEIGHTS_LAYER));
        convert(w_h, backward_.at(DNNL_ARG_WEIGHTS_ITER));
        for (const int gradient : {DNNL_ARG_DIFF_WEIGHTS_LAYER, DNNL_ARG_DIFF_WEIGHTS_ITER, DNNL_ARG_DIFF_BIAS})
        {
            clear(backward_.at(gradient)); // oneDNN adds to them
        }
        run_backward_.execute(queue(), backward_);
        queue().wait();
        convert(backward_.at(DNNL_ARG_DIFF_WEIGHTS_LAYER), d_w_x);
        convert(backward_.at(DNNL_ARG_DIFF_WEIGHTS_ITER), d_w_h);
    }

private:
    static memory allocate(const shape& s) { return memory(s, processor()); }
    static void clear(const memory& m) { std::memset(m.get_data_handle(), 0, m.get_desc().get_size()); }

    static memory cleared(const shape& s)
    {
        const memory m = allocate(s);
        clear(m);
        return m;
    }

    /// The shapes of a pass: the input, the initial state, the weights in layouts of oneDNN's choice, the output and the
    /// final state. The LSTM has two states.
    template <bool TwoStates>
    auto shapes() const
    {
        constexpr auto f32 = memory::data_type::f32;
        const shape x({steps_, rows_, in_}, f32, tag::tnc);
        const shape y({steps_, rows_, hidden_}, f32, tag::tnc);
        const shape s({1, 1, rows_, hidden_}, f32, tag::ldnc);
        const std::tuple weights{shape({1, 1, in_, gates_, hidden_}, f32, tag::any),
            shape({1, 1, hidden_, gates_, hidden_}, f32, tag::any),
            shape({1, 1, gates_ + (cell_ == cell::gru ? 1 : 0), hidden_}, f32, tag::ldgo)};
        if constexpr (TwoStates)
        {
            return std::tuple_cat(std::tuple{x, s, s}, weights, std::tuple{y, s, s});
        }
        else
        {
            return std::tuple_cat(std::tuple{x, s}, weights, std::tuple{y, s});
        }
    }

    /// Makes the primitives of one of oneDNN's cells; only the simple network says its activation.
    template <class Forward, class Backward, class... Activation>
    void make(Activation... activation)
    {
        constexpr bool two_states = std::is_same_v<Forward, dnnl::lstm_forward>;
        constexpr auto direction = dnnl::rnn_direction::unidirectional_left2right;
        const auto kind = training_ ? dnnl::prop_kind::forward_training : dnnl::prop_kind::forward_inference;
        const auto parts = shapes<two_states>();
        const typename Forward::primitive_desc forward(std::make_from_tuple<typename Forward::desc>(std::tuple_cat(
                                                           std::tuple{kind, activation..., direction}, parts)),
            processor());
        run_forward_ = Forward(forward);
        allocate_forward<two_states>(forward);
        if (training_)
        {
            const std::tuple start{dnnl::prop_kind::backward, activation..., direction};
            const typename Backward::primitive_desc backward(
                std::make_from_tuple<typename Backward::desc>(std::tuple_cat(start, parts, parts)), processor(),
                forward);
            run_backward_ = Backward(backward);
            allocate_backward<two_states>(backward);
        }
    }

    template <bool TwoStates, class Description>
    void allocate_forward(const Description& d)
    {
        w_x = allocate(shape({1, 1, in_, gates_, hidden_}, memory::data_type::f32, tag::ldigo));
        w_h = allocate(shape({1, 1, hidden_, gates_, hidden_}, memory::data_type::f32, tag::ldigo));
        b = allocate(d.bias_desc());
        forward_ = {{DNNL_ARG_SRC_LAYER, cleared(d.src_layer_desc())}, {DNNL_ARG_SRC_ITER, cleared(d.src_iter_desc())},
            {DNNL_ARG_WEIGHTS_LAYER, allocate(d.weights_layer_desc())},
            {DNNL_ARG_WEIGHTS_ITER, allocate(d.weights_iter_desc())}, {DNNL_ARG_BIAS, b},
            {DNNL_ARG_DST_LAYER, allocate(d.dst_layer_desc())}, {DNNL_ARG_DST_ITER, allocate(d.dst_iter_desc())}};
        if constexpr (TwoStates)
        {
            forward_[DNNL_ARG_SRC_ITER_C] = cleared(d.src_iter_c_desc());
            forward_[DNNL_ARG_DST_ITER_C] = allocate(d.dst_iter_c_desc());
        }
        if (training_)
        {
            forward_[DNNL_ARG_WORKSPACE] = allocate(d.workspace_desc());
        }
    }

    template <bool TwoStates, class Description>
    void allocate_backward(const Description& d)
    {
        d_w_x = allocate(w_x.get_desc());
        d_w_h = allocate(w_h.get_desc());
        backward_ = forward_;
        backward_[DNNL_ARG_WEIGHTS_LAYER] = allocate(d.weights_layer_desc());
        backward_[DNNL_ARG_WEIGHTS_ITER] = allocate(d.weights_iter_desc());
        backward_[DNNL_ARG_DIFF_SRC_LAYER] = allocate(d.diff_src_layer_desc());
        backward_[DNNL_ARG_DIFF_SRC_ITER] = allocate(d.diff_src_iter_desc());
        backward_[DNNL_ARG_DIFF_WEIGHTS_LAYER] = allocate(d.diff_weights_layer_desc());
        backward_[DNNL_ARG_DIFF_WEIGHTS_ITER] = allocate(d.diff_weights_iter_desc());
        backward_[DNNL_ARG_DIFF_BIAS] = allocate(d.diff_bias_desc());
        backward_[DNNL_ARG_DIFF_DST_LAYER] = allocate(d.diff_dst_layer_desc());
        backward_[DNNL_ARG_DIFF_DST_ITER] = cleared(d.diff_dst_iter_desc());
        if constexpr (TwoStates)
        {
            backward_[DNNL_ARG_DIFF_SRC_ITER_C] = allocate(d.diff_src_iter_c_desc());
            backward_[DNNL_ARG_DIFF_DST_ITER_C] = cleared(d.diff_dst_iter_c_desc());
        }
    }

    cell cell_;
    memory::dim steps_, rows_, in_, hidden_, gates_;
    bool training_;
    dnnl::primitive run_forward_, run_backward_;
    std::unordered_map<int, memory> forward_, backward_;
};

} // namespace benchmarks
