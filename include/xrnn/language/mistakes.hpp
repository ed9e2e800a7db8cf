// SPDX-License-Identifier: BSD-3-Clause
/// The sentences in which the compiler reports a mistake in a cell or a network.
///
/// C++20 cannot print a computed string, but every compiler prints the full name of a type that is declared but not
/// defined. So each mistake is such a type: its name is the sentence, the problem first and then the cure, and its
/// arguments are the names and sizes at fault.
///
/// A check is a function that returns no_mistake, mistake<Sentence> or known_mistake, and is only asked for its type.
/// What the user calls then names checked<found, Right, Instead>::type, and only that class asks for the size of the
/// sentence. So each mistake gives one error, here, two steps from the user's line, and everything built on it
/// continues with a type that is well-formed and reports nothing more. (Deriving from the sentence would make the class
/// invalid for clang, and with it everything built on it.) Headers that users include include this one first, which
/// keeps the path in compilers' messages short.
#pragma once

#include <cstddef>

#include "name.hpp"

namespace xrnn::detail
{

/// What a check finds.
struct no_mistake
{
};

template <class Sentence>
struct mistake
{
};

/// A mistake further down that has already been reported.
struct known_mistake
{
};

/// Right, or Instead if there is a mistake, which the compiler then reports.
template <class Found, class Right, class Instead>
struct checked
{
    using type = Right;
};

template <class Sentence, class Right, class Instead>
struct checked<mistake<Sentence>, Right, Instead>
{
    static_assert(sizeof(Sentence) > 0);
    using type = Instead;
};

template <class Right, class Instead>
struct checked<known_mistake, Right, Instead>
{
    using type = Instead;
};

/// The first mistake among several findings.
template <class... Found>
struct first_mistake
{
    using type = no_mistake;
};

template <class Found, class... More>
struct first_mistake<Found, More...>
{
    using type = Found;
};

template <class... More>
struct first_mistake<no_mistake, More...> : first_mistake<More...>
{
};

} // namespace xrnn::detail

namespace xrnn::error
{

// What has no name.
struct an_expression;
struct a_number;
template <std::size_t N>
struct width;
template <std::size_t N>
struct rows;
template <std::size_t N>
struct columns;
template <std::size_t N>
struct argument; ///< counted from 1
template <std::size_t N>
struct index; ///< counted from 0
template <std::size_t N>
struct count;

// dot
template <class Operand, class Width, class Parameter, class Rows>
struct the_operands_width_and_the_parameters_rows_differ_in_dot;
template <class Operand, class Width, class Parameter, class Shape>
struct this_parameter_looks_transposed_declare_it_as_in_by_out;
template <class Parameter, class Operand>
struct the_operands_of_dot_are_swapped_write_dot_x_W;
template <class Parameter>
struct the_operand_of_dot_has_no_name_give_it_an_equation;
template <class First, class Second>
struct dot_of_two_parameters_make_the_first_an_input_state_or_value;
template <class Operand>
struct the_second_operand_of_dot_is_not_a_parameter;
template <class Parameter, class Width>
struct this_parameter_is_a_vector_and_dot_takes_a_matrix;
template <class Operand, class Parameter>
struct the_operand_of_dot_is_a_number_multiply_by_it_or_give_it_a_width;

// expressions
template <class Function, class Left, class LeftWidth, class Right, class RightWidth>
struct the_two_operands_have_different_widths;
template <class Parameter>
struct this_parameter_is_a_matrix_use_it_in_dot_only;
template <class Symbol>
struct this_symbol_is_not_a_state_declare_it_as_one_to_use_prev;
template <class Width>
struct prev_of_an_expression_apply_it_to_a_state;
template <class Symbol>
struct this_symbol_is_not_a_parameter_so_it_cannot_be_shared;
template <class Width>
struct shared_of_an_expression_apply_it_to_a_parameter;
template <class Argument, class Width>
struct pick_and_slice_take_a_named_row_of_an_input_state_or_value;
template <class Symbol, class Width, class First, class Count>
struct this_row_does_not_have_these_columns;
template <class Symbol>
struct pick_of_a_row_for_each_position_write_sum_of_a_slice_of_it;
template <class Reduction, class Argument>
struct this_reduction_takes_a_row_and_was_given_a_number;
template <class Function>
struct this_function_has_no_derivative_add_an_entry_see_docs_guide;
template <class Weights>
struct the_weights_of_attend_are_a_number_for_each_position_declare_them_as_positions;
template <class Rows>
struct attend_reads_a_memory_or_positions_with_a_width;
template <class Weights, class Rows>
struct attend_stands_alone_give_it_an_equation_of_its_own;

// equations
template <class Symbol, class Width, class RightWidth>
struct the_two_sides_of_the_equation_have_different_widths;
template <class Symbol, class RightWidth>
struct this_symbol_is_a_number_and_its_right_side_a_row_reduce_it_or_give_a_width;
template <class Symbol>
struct the_right_side_of_this_equation_is_not_an_expression;
template <class Symbol>
struct this_right_side_has_something_for_each_position_reduce_it_or_declare_positions;
template <class Symbol>
struct this_symbol_has_positions_and_its_right_side_none_declare_a_value;
template <class Symbol>
struct a_row_for_each_position_at_every_step_has_no_room_write_it_inside_sum;
template <class Symbol>
struct an_input_cannot_have_an_equation_it_is_fed_from_outside;
template <class Symbol>
struct a_parameter_cannot_have_an_equation_use_a_value;
template <class Symbol>
struct a_scalar_cannot_have_an_equation_use_a_value;
template <class Symbol>
struct a_noise_cannot_have_an_equation_use_a_value;
template <class State>
struct prev_cannot_have_an_equation_write_one_for_the_state;
template <class Argument>
struct expected_an_equation_symbol_equals_expression;
template <class Symbol>
struct this_symbol_has_two_equations_remove_one;
template <class Symbol, class Equation>
struct this_symbol_is_used_before_its_equation_reorder_or_use_prev;
template <class Symbol, class Equation>
struct this_symbol_is_used_but_has_no_equation_add_one;
template <class Symbol>
struct two_symbols_of_this_cell_have_the_same_name_rename_one;
template <class Parameter>
struct this_parameter_is_used_twice_fix_its_name_or_write_shared;
template <class Equation>
struct this_cell_uses_no_input_and_needs_one;
template <class Argument>
struct expected_an_initial_value_parameter_equals_number;
template <class Symbol>
struct this_parameter_has_an_initial_value_but_no_equation_uses_it;

// inputs
template <class First, class Second>
struct this_cell_has_several_inputs_give_it_inputs_equal_to_order_of_them;
template <class Argument>
struct expected_an_input_held_or_memory_in_order;
template <class Input>
struct this_input_stands_twice_in_order_remove_one;
template <class Held>
struct the_first_in_order_is_fed_at_every_step_put_this_one_after_it;
template <class Input>
struct this_input_is_missing_in_order_add_it;
template <class Input>
struct this_input_stands_in_order_but_no_equation_uses_it;

// cells, layers and networks
template <class Symbol>
struct this_output_is_not_a_state_or_value_with_an_equation;
template <class Layer>
struct this_type_is_not_a_layer_give_it_step_and_output;
template <class Type>
struct this_is_not_a_cell_put_highway_around_each_cell_inside;
template <class Cell, class InputWidth, class OutputWidth>
struct this_cell_has_unequal_widths_and_cannot_be_added_to_its_input;
template <class Left, class LeftWidth, class Right, class RightWidth>
struct neighbouring_layers_have_different_widths;
template <class Layer, class InputWidth, class OutputWidth>
struct this_layer_has_unequal_widths_and_cannot_be_added_to_its_input;
template <class First, class FirstWidth, class Second, class SecondWidth>
struct layers_side_by_side_read_different_widths;
template <class Heads>
struct heads_have_several_outputs_put_them_at_the_end_of_the_network;
template <class Cell>
struct this_cell_reads_several_sequences_and_cannot_read_them_backwards;
template <class Network>
struct this_network_has_a_memory_run_it_in_a_workspace;
template <class Network>
struct this_network_has_a_memory_pass_room_for_memory_to_its_workspace;
template <class Network>
struct this_network_reads_backwards_run_whole_sequences_in_a_workspace;
template <class Network>
struct seq2seq_is_a_whole_network_and_no_layer_of_another;
template <class Network>
struct seq2seq_reads_whole_sequences_run_it_in_a_workspace;
template <class Network, class... More>
struct a_workspace_of_seq2seq_has_two_lengths_pass_source_and_target;
template <class Index>
struct this_layer_of_the_encoder_does_not_run_in_a_step;
template <class Encoder, class Decoder>
struct nothing_links_the_decoder_to_the_encoder_add_carry_or_remember;
template <class Link>
struct expected_carry_of_a_state_or_remember_of_a_memory_by_its_name;
template <class Name, class Decoder>
struct the_decoder_has_no_memory_of_this_name;
template <class GivenWidth, class Name, class Width>
struct the_encoders_output_and_the_memory_have_different_widths;
template <class Name, class Encoder>
struct the_encoder_has_no_state_of_this_name_to_carry;
template <class Name, class Decoder>
struct the_decoder_has_no_state_of_this_name_to_carry_to;
template <class From, class FromWidth, class To, class ToWidth>
struct the_carried_states_do_not_fill_the_states_that_take_them;
template <class To>
struct two_links_carry_to_this_state_remove_one;
template <class Index, class Count>
struct this_output_index_is_too_large_for_the_network;
template <class Name, class Layer>
struct that_layer_has_no_parameter_of_this_name;
template <class Name, class Layer>
struct that_layer_has_no_state_of_this_name;
template <class Name, class Layer>
struct that_layer_has_no_state_or_value_of_this_name;
template <class Name, class Layer>
struct that_layer_has_no_scalar_of_this_name;
template <class Index, class Count>
struct this_layer_index_is_too_large_for_the_network;
template <class Symbol>
struct this_input_cannot_take_ids_use_it_in_dot_only;
template <class Symbol>
struct no_history_of_this_value_is_kept_probe_it_after_a_step;
template <class Tensor>
struct this_sequence_is_a_temporary_pass_a_named_tensor;
template <class Given, class Needed>
struct this_network_takes_another_number_of_inputs_pass_all_in_feeds;
template <class Input>
struct this_input_is_fed_at_every_step_and_cannot_be_unchanged;
template <class Unchanged, class FedOnce>
struct unchanged_is_for_windows_and_stands_for_everything_that_is_fed_once;
template <class Network>
struct this_network_has_several_inputs_run_it_in_a_workspace;
template <class Name, class Layer>
struct that_layer_has_no_input_of_this_name;
template <class Name, class Layer>
struct this_input_is_the_output_of_another_layer_and_not_fed;
template <class Sequences>
struct packed_sequences_run_in_a_workspace_and_not_here;
template <class Sequences>
struct packed_sequences_feed_only_networks_with_one_input;

// products
template <class Number>
struct these_products_are_for_other_numbers_take_native_products;
template <class... None>
struct a_model_with_narrow_weights_only_runs_train_one_with_native_products;

// training
template <class Entry>
struct this_loss_has_neither_row_nor_f_and_df;
template <class Entry, class Target>
struct these_targets_are_not_ids_and_this_loss_takes_classes;
template <class Entry, class Target>
struct these_targets_do_not_have_the_number_type_of_the_outputs;
template <class Workspace>
struct this_loss_reads_whole_sequences_run_them_in_a_workspace;
template <class... How>
struct not_an_option_of_a_loss_pass_a_reduction_or_what_counts;
template <class... How>
struct two_options_of_this_loss_contradict_each_other_keep_one;
template <class Entry, class Needed, class Given>
struct this_loss_takes_outputs_of_another_width;
template <class Cell>
struct a_loss_is_made_of_one_cell_and_this_is_a_network;
template <class Cell, class Inputs>
struct the_cell_of_a_loss_has_two_inputs_say_order_of_outputs_and_target;
template <class Symbol>
struct the_cell_of_a_loss_has_inputs_and_values_only_put_this_symbol_into_a_layer;
template <class Output, class Width>
struct the_output_of_a_loss_is_a_number_take_the_sum_or_the_mean_of_this_row;
template <class Cell>
struct this_loss_needs_more_memory_for_a_row_than_belongs_on_a_stack;
template <class Rule>
struct this_update_rule_lacks_rate_memories_or_at;
template <class Blocks, class Given>
struct this_optimiser_was_made_for_other_models_or_another_order;
template <class Blocks, class Given>
struct these_gradients_are_not_those_of_the_optimisers_models;
template <class Models>
struct update_changes_the_model_pass_one_that_is_not_const;
template <class Choice>
struct this_is_no_function_of_a_parameter_info;

// files
struct nothing_to_save_or_load_pass_a_model_after_the_path;
template <class Type>
struct this_type_has_no_place_in_a_file_put_words_into_notes;
template <class Type>
struct load_changes_its_arguments_pass_a_variable_that_is_not_const;
template <class First, class Second>
struct two_arguments_are_of_one_kind_and_a_file_holds_one_of_each;
template <class First, class Second>
struct these_arguments_belong_to_different_networks;
template <class Cell>
struct rtneural_has_no_such_layer_it_has_lstm_gru_and_linear;
template <class Cell>
struct pytorch_has_no_such_layer_specialise_torch_layer_for_it;
template <class Cell>
struct torch_layer_must_name_each_parameter_and_part_once;
template <class Network>
struct such_a_file_has_layers_in_a_row_and_this_network_branches;

} // namespace xrnn::error
