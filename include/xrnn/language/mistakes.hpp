// SPDX-License-Identifier: BSD-3-Clause
/// The sentences that the compiler says when a cell or a network is wrong.
///
/// C++20 cannot print a computed string, but every compiler prints the full name of a type that is declared and not
/// defined. So each mistake is such a type: its name is the sentence, with the cure; its arguments are the names and
/// sizes at fault. expect<Condition, Sentence> is empty where the condition holds and derives from the sentence where
/// it does not, which gives one error and nothing after it.
#pragma once

#include <cstddef>

#include "name.hpp"

namespace xrnn
{

template <std::size_t N>
struct width;
template <std::size_t N>
struct rows;
template <std::size_t N>
struct columns;

template <bool Condition, class Sentence>
struct expect
{
};

template <class Sentence>
struct expect<false, Sentence> : Sentence
{
};

namespace error
{
    // dot
    template <class Operand, class Width, class Parameter, class Rows>
    struct dot_needs_a_parameter_with_as_many_rows_as_its_operand_is_wide;
    template <class Operand, class Width, class Parameter, class Shape>
    struct dot_takes_x_then_W_of_shape_in_by_out_and_this_parameter_looks_transposed;
    template <class Parameter, class Operand>
    struct dot_takes_the_vector_first_write_dot_x_W_and_not_dot_W_x;
    template <class Parameter>
    struct dot_takes_a_named_operand_write_s_equals_the_expression_and_then_dot_s_W;
    template <class Operand>
    struct dot_takes_a_parameter_as_its_second_operand;
    template <class Parameter, class Width>
    struct dot_takes_a_matrix_and_this_parameter_is_a_vector;

    // expressions
    template <class LeftWidth, class RightWidth>
    struct the_two_operands_have_different_widths;
    template <class Parameter>
    struct a_matrix_can_only_stand_in_dot_and_this_parameter_is_a_matrix;
    template <class Symbol>
    struct prev_takes_a_state_declare_this_symbol_as_a_state;
    template <class Width>
    struct prev_takes_a_state_and_not_an_expression;
    template <class Symbol>
    struct shared_takes_a_parameter_and_this_symbol_is_none;
    template <class Function>
    struct this_function_has_no_entry_in_the_derivative_table_see_adding_a_function_in_docs_guide;

    // equations
    template <class Symbol, class Width, class RightWidth>
    struct the_two_sides_of_the_equation_have_different_widths;
    template <class Symbol>
    struct an_input_is_fed_and_has_no_equation;
    template <class Symbol>
    struct a_parameter_is_learned_and_has_no_equation_use_a_value;
    template <class Arguments>
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
    template <class Symbol>
    struct an_initial_value_is_given_to_a_parameter_that_no_equation_uses;

    // cells, layers and networks
    template <class Symbol>
    struct the_output_of_a_cell_is_a_state_or_value_with_an_equation;
    template <class Layer>
    struct this_type_is_no_layer_it_needs_step_and_output_or_must_be_a_stack;
    template <class Left, class LeftWidth, class Right, class RightWidth>
    struct neighbouring_layers_have_different_widths;
    template <class Symbol>
    struct this_name_is_no_symbol_of_that_layer;
    template <class Index, class Count>
    struct the_network_has_fewer_layers_than_this_index;
    template <class Symbol>
    struct ids_can_feed_only_an_input_that_stands_in_dot_and_this_one_is_used_elementwise;
    template <class Symbol>
    struct the_plan_keeps_no_history_of_this_value_read_it_after_a_step;
    template <class Tensor>
    struct the_sequence_must_outlive_the_call_pass_a_named_tensor_and_not_a_temporary;
} // namespace error

} // namespace xrnn
