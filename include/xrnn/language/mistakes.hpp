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
template <class Function>
struct this_function_has_no_derivative_add_an_entry_see_docs_guide;

// equations
template <class Symbol, class Width, class RightWidth>
struct the_two_sides_of_the_equation_have_different_widths;
template <class Symbol>
struct the_right_side_of_this_equation_is_not_an_expression;
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
template <class First, class Second>
struct this_cell_has_two_inputs_and_may_have_one;
template <class Equation>
struct this_cell_uses_no_input_and_needs_one;
template <class Argument>
struct expected_an_initial_value_parameter_equals_number;
template <class Symbol>
struct this_parameter_has_an_initial_value_but_no_equation_uses_it;

// cells, layers and networks
template <class Symbol>
struct this_output_is_not_a_state_or_value_with_an_equation;
template <class Layer>
struct this_type_is_not_a_layer_give_it_step_and_output;
template <class Type>
struct this_is_not_a_cell_put_residual_or_highway_in_the_stack;
template <class Cell, class InputWidth, class OutputWidth>
struct this_cell_has_unequal_widths_and_cannot_be_added_to_its_input;
template <class Left, class LeftWidth, class Right, class RightWidth>
struct neighbouring_layers_have_different_widths;
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
template <class... How>
struct not_an_option_of_a_loss_pass_a_reduction_or_what_counts;
template <class... How>
struct two_options_of_this_loss_contradict_each_other_keep_one;
template <class Rule>
struct this_update_rule_lacks_rate_memories_or_at;

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

} // namespace xrnn::error
