// SPDX-License-Identifier: BSD-3-Clause
/// The sentences that the compiler says when a cell or a network is wrong.
///
/// C++20 cannot print a computed string, but every compiler prints the full name of a type that is declared and
/// not defined. So each mistake is such a type: its name is the sentence, with the cure; its arguments are the names and
/// sizes at fault.
///
/// A check is a function that returns no_mistake, mistake<Sentence> or known_mistake, and is only asked for its type.
/// What the user calls then names checked<found, Right, Instead>::type, and that class alone asks for the size of the
/// sentence: so each mistake gives one error, here, two steps from the user's line, and all that is built upon it goes on
/// with a type that is well-formed and says nothing more. (To derive from the sentence would make the class invalid for
/// clang, and with it all that is built upon it.) Headers that users include take this one first, which keeps the path to
/// it short.
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

/// Something below is wrong, and that has been said.
struct known_mistake
{
};

/// Right, or in the case of a mistake Instead, and then the compiler says the sentence.
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

/// The first of several findings that is a mistake.
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
struct dot_needs_a_parameter_with_as_many_rows_as_its_operand_is_wide;
template <class Operand, class Width, class Parameter, class Shape>
struct dot_takes_x_then_W_of_shape_in_by_out_and_this_parameter_looks_transposed;
template <class Parameter, class Operand>
struct dot_takes_the_vector_first_write_dot_x_W_and_not_dot_W_x;
template <class Parameter>
struct dot_takes_a_named_operand_write_s_equals_the_expression_and_then_dot_s_W;
template <class First, class Second>
struct dot_takes_an_input_a_state_or_a_value_first_and_these_are_two_parameters;
template <class Operand>
struct dot_takes_a_parameter_as_its_second_operand;
template <class Parameter, class Width>
struct dot_takes_a_matrix_and_this_parameter_is_a_vector;

// expressions
template <class Function, class Left, class LeftWidth, class Right, class RightWidth>
struct the_two_operands_have_different_widths;
template <class Parameter>
struct a_matrix_can_only_stand_in_dot_and_this_parameter_is_a_matrix;
template <class Symbol>
struct prev_takes_a_state_declare_this_symbol_as_a_state;
template <class Width>
struct prev_takes_a_state_and_not_an_expression;
template <class Symbol>
struct shared_takes_a_parameter_and_this_symbol_is_none;
template <class Width>
struct shared_takes_a_parameter_and_not_an_expression;
template <class Function>
struct this_function_has_no_entry_in_the_derivative_table_see_adding_a_function_in_docs_guide;

// equations
template <class Symbol, class Width, class RightWidth>
struct the_two_sides_of_the_equation_have_different_widths;
template <class Symbol>
struct the_right_side_of_this_equation_is_no_expression;
template <class Symbol>
struct an_input_is_fed_and_has_no_equation;
template <class Symbol>
struct a_parameter_is_learned_and_has_no_equation_use_a_value;
template <class Symbol>
struct a_scalar_is_set_at_run_time_and_has_no_equation_use_a_value;
template <class Symbol>
struct a_noise_is_drawn_and_has_no_equation_use_a_value;
template <class State>
struct prev_is_the_state_before_the_step_write_the_equation_of_the_state;
template <class Argument>
struct equations_takes_equations_of_the_form_symbol_equals_expression;
template <class Symbol>
struct this_symbol_has_two_equations_and_may_have_one;
template <class Symbol, class Equation>
struct this_symbol_is_used_before_its_equation_move_its_equation_up_or_write_prev;
template <class Symbol, class Equation>
struct this_symbol_has_no_equation_in_this_cell;
template <class Symbol>
struct this_name_stands_for_two_symbols_in_one_cell_rename_one;
template <class Parameter>
struct this_parameter_is_used_twice_write_shared_at_every_use_or_correct_the_copied_name;
template <class First, class Second>
struct a_cell_has_one_input_and_this_one_has_two;
template <class Equation>
struct a_cell_needs_an_input_and_this_one_uses_none;
template <class Argument>
struct initial_takes_numbers_of_the_form_parameter_equals_number;
template <class Symbol>
struct an_initial_value_is_given_to_a_parameter_that_no_equation_uses;

// cells, layers and networks
template <class Symbol>
struct the_output_of_a_cell_is_a_state_or_value_with_an_equation;
template <class Layer>
struct this_type_is_no_layer_it_needs_step_and_output_or_must_be_a_stack;
template <class Type>
struct this_is_no_cell_put_residual_or_highway_inside_the_stack;
template <class Cell, class InputWidth, class OutputWidth>
struct this_cell_has_unequal_widths_and_cannot_be_added_to_its_input;
template <class Left, class LeftWidth, class Right, class RightWidth>
struct neighbouring_layers_have_different_widths;
template <class Name, class Layer>
struct this_name_is_no_parameter_of_that_layer;
template <class Name, class Layer>
struct this_name_is_no_state_of_that_layer;
template <class Name, class Layer>
struct this_name_is_no_state_or_value_of_that_layer;
template <class Name, class Layer>
struct this_name_is_no_scalar_of_that_layer;
template <class Index, class Count>
struct the_network_has_fewer_layers_than_this_index;
template <class Symbol>
struct ids_can_feed_only_an_input_that_stands_in_dot_and_this_one_is_used_elementwise;
template <class Symbol>
struct the_plan_keeps_no_history_of_this_value_read_it_after_a_step;
template <class Tensor>
struct the_sequence_must_outlive_the_call_pass_a_named_tensor_and_not_a_temporary;

// training
template <class Entry>
struct a_loss_needs_row_or_f_and_df_of_an_output_and_its_target;
template <class Entry, class Target>
struct the_targets_of_this_loss_are_classes_pass_ids;
template <class Entry, class Target>
struct the_targets_of_this_loss_are_numbers_of_the_same_type_as_the_outputs;
template <class... How>
struct a_loss_is_told_how_by_a_reduction_and_by_every_step_last_step_or_a_mask;
template <class... How>
struct a_loss_takes_one_reduction_and_one_of_every_step_last_step_or_a_mask;
template <class Rule>
struct an_update_rule_needs_a_rate_memories_and_at;
} // namespace xrnn::error
