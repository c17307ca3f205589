# ruff: noqa: E501 (a line is an entry)
"""Families of functions with the ways people ask for them.

A family is a head ``name, other_name: description | other description``, arguments
``- name, other_name = kind(options) : description | other description`` (``=?`` marks one that may be
left out; kinds are in ``function_values``), and wordings after ``>``. ``## `` starts a domain;
within a domain no two families answer the same question.
"""

from __future__ import annotations

from mrkl_router.training.function_modifiers import MODIFIERS
from mrkl_router.training.function_templates_cues import CUES
from mrkl_router.training.function_templates_lists import LISTS

_SCIENCE = """
## geometry
cone_volume, volume_of_cone, calculate_cone_volume: Calculates the volume of a cone. | Volume of a right circular cone from its radius and height.
- radius, r, base_radius = measure(1,60,cm/m/meters/inches/feet) : The radius of the cone's base. | Base radius
- height, h, cone_height = measure(1,90,cm/m/meters/inches/feet) : The height of the cone. | Distance from base to tip
- unit, units, unit_of_measure =? unit : The unit of the dimensions.
> @calc the volume of a cone with <[a ]radius (of |){radius} & [a ]height (of |){height}>
> How much (water|sand|ice cream) fits in a cone that is {height} (tall|high) with a base radius of {radius}
> A cone has <a height of {height} & a base radius of {radius}>. What is its volume
cylinder_volume, get_cylinder_volume, calc_cylinder: Computes the volume of a cylinder. | How much a cylinder holds.
- radius, r = measure(1,50,cm/m/feet/inches) : Radius of the circular base.
- height, h, length = measure(1,120,cm/m/feet/inches) : Height of the cylinder.
- unit, units =? unit : Unit of length used.
> @calc the volume of a cylinder with <radius {radius} & height {height}>
> What is the capacity of a cylindrical tank {height} tall with a radius of {radius}
> My (barrel|can|pipe) has <a radius of {radius} & a height of {height}>, how much does it hold
sphere_surface_area, surface_area_of_sphere: Returns the surface area of a sphere. | Computes the area of a ball's surface.
- radius, r = measure(1,200,cm/m/km/inches) : Radius of the sphere.
- unit, units =? unit : Unit of the radius.
> @calc the surface area of a (sphere|ball) (with|of|having) [a ]radius [of ]{radius}
> How much paint covers a ball whose radius is {radius}
> The radius of a (ball|globe|sphere) is {radius}. What is its surface area
triangle_area, calculate_triangle_area, area_of_triangle: Calculates the area of a triangle given its base and height. | Area of a triangle.
- base, b, base_length = measure(1,100,cm/m/units/inches/feet) : The base of the triangle. | Length of the base
- height, h = measure(1,100,cm/m/units/inches/feet) : The height of the triangle. | Height perpendicular to the base
- unit, units =? unit : The unit of measurement.
> @calc the area of a triangle (with|having|that has) <[a ]base [of ]{base} & [a ]height [of ]{height}>
> How large is a triangle whose (base is {base} and height is {height}|height is {height} and base is {base})
> I have a triangle with <a height of {height} & a base of {base}>, what's its area
heron_area, triangle_area_by_sides, heron_formula: Area of a triangle from its three sides. | Computes a triangle's area using Heron's formula.
- a, side1, side_a = int(2,60) : Length of the first side.
- b, side2, side_b = int(2,60) : Length of the second side.
- c, side3, side_c = int(2,60) : Length of the third side.
> @calc the area of a triangle with sides {a}, {b} and {c}
> The three sides of a triangle are {a}, {b}, and {c}; how big is its area
> Use Heron's formula for side lengths {a}, {b} and {c}
hypotenuse, pythagorean_hypotenuse, right_triangle_hypotenuse: Finds the hypotenuse of a right triangle. | Longest side of a right triangle from its legs.
- leg_a, a, side1, base = measure(1,80,cm/m/units/feet) : First leg of the triangle.
- leg_b, b, side2, height = measure(1,80,cm/m/units/feet) : Second leg of the triangle.
> @calc the hypotenuse of a right triangle with legs {leg_a} and {leg_b}
> How long is the hypotenuse when the (other two sides|legs|shorter sides) (are|measure) {leg_a} and {leg_b}
> In a right-angled triangle the legs are {leg_a} and {leg_b}. Find the longest side
circle_circumference, circumference_of_circle: Computes the circumference of a circle. | Distance around a circle.
- radius, r, circle_radius = measure(1,100,cm/m/inches/km) : Radius of the circle.
- units, unit =? unit : The unit of the radius.
> @calc the circumference of a circle with [a ]radius [of ]{radius}
> How far is it around a circle whose radius is {radius}
> What is the (perimeter|circumference) of a circle of radius {radius}
rectangle_perimeter, perimeter_of_rectangle, calc_rect_perimeter: Calculates the perimeter of a rectangle. | Total length of a rectangle's sides.
- length, l = measure(1,200,m/cm/feet/yards) : The length of the rectangle.
- width, w = measure(1,200,m/cm/feet/yards) : The width of the rectangle.
> @calc the perimeter of a rectangle with <length {length} & width {width}>
> How much fence do I need around a rectangular (garden|field|yard) {length} long and {width} wide
> A rectangle is {width} wide and {length} long, what is its perimeter
rectangular_prism_volume, box_volume, volume_of_box: Volume of a box. | Computes the volume of a rectangular prism.
- length, l = measure(1,90,cm/m/inches) : Length of the box.
- width, w, breadth = measure(1,90,cm/m/inches) : Width of the box.
- height, h, depth = measure(1,90,cm/m/inches) : Height of the box.
> @calc the volume of a (box|rectangular prism|crate) with <length {length} & width {width} & height {height}>
> How much fits in a box that is {length} long, {width} wide and {height} high
> What is the volume of a (carton|room|shed) measuring {length} by {width} by {height}
regular_polygon_area, polygon_area: Area of a regular polygon. | Computes the area of a polygon with equal sides.
- sides, n_sides, num_sides, n = int(3,16) : Number of sides.
- side_length, s, length = measure(1,50,cm/m/units) : Length of one side.
> @calc the area of a regular polygon with {sides} sides[ each] of length {side_length}
> A regular polygon has {sides} sides and every side is {side_length} long. What area does it have
> How large is a regular {sides}-sided polygon with side length {side_length}
point_distance, euclidean_distance, distance_between_points: Distance between two points. | Computes the Euclidean distance between two points in the plane.
- point1, p1, start_point, point_a = point : The first point. | Coordinates of the first point
- point2, p2, end_point, point_b = point : The second point. | Coordinates of the second point
- metric =? enum(euclidean=euclidean;manhattan=manhattan) : Which distance to use.
> @calc the [{metric} ]distance between [the ]points {point1} and {point2}
> How far (apart are|is it between) {point1} and {point2}[ using the {metric} distance]
> What's the distance from {point1} to {point2}
line_slope, slope_of_line, calculate_slope: Slope of the line through two points. | Gradient between two points.
- x1 = signed : x coordinate of the first point.
- y1 = signed : y coordinate of the first point.
- x2 = signed : x coordinate of the second point.
- y2 = signed : y coordinate of the second point.
> @calc the (slope|gradient) of the line through ({x1}, {y1}) and ({x2}, {y2})
> How steep is a line from x={x1}, y={y1} to x={x2}, y={y2}
> @calc the slope between two points where <x1 = {x1} & y1 = {y1} & x2 = {x2} & y2 = {y2}>
angle_convert, degrees_to_radians, convert_angle: Converts an angle from degrees to radians.
- degrees, angle, deg = int(1,360) : The angle in degrees.
> Convert {degrees} degrees to radians
> How many radians (are|is) {degrees} degrees
> What is an angle of {degrees}(°| degrees) in radians
## algebra
solve_quadratic, quadratic_roots, quadratic_equation_solver: Solves a quadratic equation. | Finds the roots of ax^2 + bx + c = 0.
- a, coefficient_a, coef_a = signed(1,9) : Coefficient of x squared.
- b, coefficient_b, coef_b = signed : Coefficient of x.
- c, coefficient_c, constant = signed : The constant term.
- root_type, roots =? enum(real=real;all=all/complex) : Which roots to return, real or all.
> (Find|Solve for|Calculate|What are) the [{root_type} ]roots of the quadratic [equation ](where|with) <a={a} & b={b} & c={c}>
> Solve the quadratic equation with coefficients {a}, {b} and {c}
> Solve {a}x^2 + {b}x + {c} = 0
> What are the solutions of a quadratic equation whose <a is {a} & b is {b} & c is {c}>
linear_equation, solve_linear, linear_solver: Solves a linear equation a*x + b = c. | Finds x in a linear equation.
- a, slope, coefficient = signed(2,15) : The factor of x.
- b, intercept, offset = signed : The number added to the term with x.
- c, result, right_side = signed(1,90) : The right-hand side.
> Solve {a}x + {b} = {c}
> What is x if {a} times x plus {b} equals {c}
> (Find|Solve for) x in {a}*x + {b} = {c}
matrix_determinant, determinant, calc_det: Determinant of a 2x2 matrix. | Computes the determinant of a two by two matrix.
- row1, first_row = point : First row of the matrix.
- row2, second_row = point : Second row of the matrix.
> @calc the determinant of the matrix with rows {row1} and {row2}
> What's the determinant when the first row is {row1} and the second row is {row2}
> A matrix has {row2} as its second row and {row1} as its first row. What is its determinant
dot_product, vector_dot, scalar_product: Dot product of two vectors. | Multiplies two vectors into a number.
- vector_a, v1, a = point(3) : First vector.
- vector_b, v2, b = point(3) : Second vector.
> @calc the (dot|scalar) product of {vector_a} and {vector_b}
> What do you get for the dot product of vectors {vector_a} and {vector_b}
> Take {vector_a} dot {vector_b}
evaluate_polynomial, poly_eval, evaluate_expression: Evaluates an expression at a value of its variable. | Value of a function at a point.
- expression, function, polynomial, expr = expr : The expression to evaluate.
- value, x, at = signed : The value of the variable.
> Evaluate {expression} at x = {value}
> What is {expression} when x is {value}
> @calc the value of {expression} for x={value}
arithmetic_sequence, nth_term_arithmetic, arithmetic_progression: Finds a term of an arithmetic sequence.
- first_term, a1, start = int(1,50) : First term of the sequence.
- common_difference, d, step = int(1,30) : Difference between consecutive terms.
- n, term, index = int(3,60) : Which term to find.
> @calc term number {n} of an arithmetic sequence (starting at|that starts with) {first_term} with (common difference|step) {common_difference}
> An arithmetic progression has <first term {first_term} & common difference {common_difference}>. What is term {n}
## calculus
derivative, differentiate, calculate_derivative: Derivative of a function. | Differentiates an expression with respect to a variable.
- function, expression, f, expr = expr : The function to differentiate.
- variable, var =? variable : The variable to differentiate by.
- order, n =? int(2,4) : Order of the derivative.
- point, at, x_value =? signed : Where to evaluate the derivative.
> @calc the derivative of {function}[ with respect to {variable}][ at x = {point}]
> Differentiate {function}[ with respect to {variable}]
> What is the slope of the function {function} at x={point}
> @calc the derivative of order {order} of {function}
definite_integral, integrate, integral_calculator: Definite integral of a function. | Integrates an expression between two bounds.
- function, expression, integrand = expr : The function to integrate.
- lower, a, lower_bound, start = signed(-3,5) : Lower limit of integration.
- upper, b, upper_bound, end = signed(6,20) : Upper limit of integration.
- method =? enum(trapezoid=trapezoidal rule/trapezoid method;simpson=Simpson's rule/Simpson method) : Numerical method.
> @calc the (definite |)integral of {function} from {lower} to {upper}[ using the {method}]
> Integrate {function} between {lower} and {upper}[ with the {method}]
> What is the area under the curve {function} from x={lower} to x={upper}
limit_of_function, find_limit, calculate_limit: Limit of a function at a point.
- function, expression = expr : The function.
- point, approaches, x0 = signed : The value that the variable approaches.
- direction, side =? enum(left=left;right=right) : From which side.
> @calc the limit of {function} as x (approaches|goes to) {point}[ from the {direction}]
> What does {function} tend to when x goes to {point}
## numbers
greatest_common_divisor, gcd, compute_gcd: Greatest common divisor of two integers. | Finds the largest number that divides both.
- a, num1, first, x = int(2,900) : First integer.
- b, num2, second, y = int(2,900) : Second integer.
> @calc the (greatest common divisor|GCD|highest common factor) of {a} and {b}
> What is the largest number that divides both {a} and {b}
> gcd of {a} and {b}
least_common_multiple, lcm, find_lcm: Least common multiple of a list of integers.
- numbers, values, nums = numbers(2,40) : The integers.
> @calc the (least common multiple|LCM|lowest common multiple) of {numbers}
> What's the smallest number that is a multiple of {numbers}
prime_factors, factorize, prime_factorization: Prime factors of an integer. | Splits a number into primes.
- number, n, num = int(10,9999) : The integer to factor.
- formatted, as_string =? bool(true=formatted as a string/as a formatted string) : Whether to return a formatted string.
> @calc the prime factors of {number}[ {formatted}]
> Factor {number} into primes
> What primes multiply to {number}
is_prime, check_prime, prime_checker: Checks whether a number is prime.
- number, n, num = int(2,99999) : The number to check.
> Is {number} (a prime number|prime)
> Check (if|whether) {number} is prime
> Can you tell whether the number {number} is a prime
factorial, compute_factorial, n_factorial: Factorial of a number.
- n, number, num = int(2,40) : A non-negative integer.
> @calc the factorial of {n}
> What is {n} factorial
> How many ways are there to arrange {n} different books in a row
fibonacci, fibonacci_sequence, generate_fibonacci: First numbers of the Fibonacci sequence.
- count, n, length, num_terms = int(3,50) : How many numbers to return.
- start_zero, from_zero =? bool(true=starting from 0/beginning with zero;false=starting from 1/beginning with one) : Whether the sequence starts with 0.
> Give me the first {count} Fibonacci numbers[ {start_zero}]
> Generate the Fibonacci sequence up to {count} terms[ {start_zero}]
> What are the first {count} numbers of the Fibonacci series
base_conversion, convert_base, number_base_converter: Converts a number to another base.
- number, value, num = plain(2,9999) : The number to convert.
- from_base, source_base =? pick(10/8) : The base it is written in.
- to_base, base, target_base = pick(2/16/8/5) : The base to convert to.
> Convert {number}[ from base {from_base}] to base {to_base}
> How do you write {number} in base {to_base}
> What is the base {to_base} form of {number}
random_number, random_integer, generate_random: Draws random integers in a range.
- minimum, min, low, start = int(0,20) : Smallest allowed value.
- maximum, max, high, end = int(30,1000) : Largest allowed value.
- count, n, how_many =? int(2,12) : How many numbers.
> Give me (a|some) random number(s|) between {minimum} and {maximum}
> Generate {count} random integers from {minimum} to {maximum}
> Pick {count} numbers between {minimum} and {maximum} at random
percentage_change, percent_change, growth_percent: Percentage change between two values.
- old_value, initial, from_value, start = num(10,900) : The value before.
- new_value, final, to_value, end = num(10,900) : The value after.
> By what percentage did it change from {old_value} to {new_value}
> @calc the (percent|percentage) change (from {old_value} to {new_value}|when something goes from {old_value} to {new_value})
> Sales were {old_value} and are now {new_value}. How many percent is that
## statistics
mean_of_list, calculate_mean, average: Arithmetic mean of numbers. | Computes the average of a list.
- numbers, values, data, nums = numbers : The numbers.
> @calc the (mean|average) of {numbers}
> What's the average of these numbers: {numbers}
> I scored {numbers} in my tests. What is my average
standard_deviation, std_dev, calc_std: Standard deviation of a data set.
- data, values, numbers = numbers : The data points.
- sample, is_sample =? bool(true=for a sample/as a sample;false=for the whole population/as a population) : Whether the data are a sample.
> @calc the standard deviation of {data}[ {sample}]
> How spread out are {data}? I need the standard deviation[ {sample}]
median_of_list, median, find_median: Median of a list of numbers.
- numbers, values, data = numbers : The numbers.
> @calc the median of {numbers}
> What is the middle value of {numbers}
linear_regression, fit_line, regression_line: Fits a straight line to points and predicts a value.
- x, x_values, independent = numbers(0,40) : The x values.
- y, y_values, dependent = numbers(0,90) : The y values.
- predict_at, point, x_new =? int(5,60) : Where to predict.
> Fit a line to x = {x} and y = {y}[ and predict y at x={predict_at}]
> Run a linear regression with <x values {x} & y values {y}>[. What is the prediction for x = {predict_at}]
correlation, pearson_correlation, correlation_coefficient: Correlation between two lists of numbers.
- first, x, array1, list_a = numbers : First variable.
- second, y, array2, list_b = numbers : Second variable.
- method =? enum(pearson=Pearson;spearman=Spearman;kendall=Kendall) : Which coefficient.
> @calc the [{method} ]correlation between {first} and {second}
> How strongly do {first} and {second} correlate
binomial_probability, binomial, binom_prob: Probability of a number of successes in independent trials.
- trials, n, num_trials = int(4,60) : Number of trials.
- successes, k, num_successes = int(1,12) : Number of successes.
- probability, p, success_prob = ratio : Probability of success in one trial.
> What is the probability of (exactly |getting ){successes} successes in {trials} trials (if|when|with) the success probability [is ]{probability}
> @calc the binomial probability for <n = {trials} & k = {successes} & p = {probability}>
> With {trials} attempts that each succeed with probability {probability}, how likely are {successes} successes
dice_probability, roll_probability, probability_of_sum: Probability that dice show a sum.
- sum, target, total = int(3,30) : The desired sum.
- dice, num_dice, n_dice = int(2,6) : How many dice.
- sides, n_sides, faces =? int(4,20) : Sides of each die.
> How likely is a total of {sum} with {dice} dice[ with {sides} sides]
> What's the chance to roll a sum of {sum} using {dice} [{sides}-sided ]dice
combinations, n_choose_k, count_combinations: Number of ways to choose items from a set.
- n, total, set_size = int(5,60) : Size of the set.
- k, chosen, r = int(2,8) : How many are chosen.
> How many ways are there to choose {k} (people|cards|items) (from|out of) {n}
> @calc the number of combinations of {n} items taken {k} at a time
> How many different teams of {k} can be made with {n} players
z_score, standard_score, calculate_zscore: Standard score of a value.
- value, x, observation = num(10,200) : The observed value.
- mean, mu, average = num(10,200) : Mean of the distribution.
- std, sigma, standard_deviation = num(1,30) : Standard deviation of the distribution.
> @calc the z-score of {value} (given|with|for) <[a ]mean [of ]{mean} & [a ]standard deviation [of ]{std}>
> The mean is {mean} and the standard deviation is {std}. What is the z score of {value}
t_test, two_sample_t_test, compare_means: Tests whether two samples have different means.
- sample_a, group1, data1 = numbers : First sample.
- sample_b, group2, data2 = numbers : Second sample.
- alpha, significance_level =? ratio(0.01,0.1) : Significance level.
- equal_variance, equal_var =? bool(true=assuming equal variance/with equal variances;false=without assuming equal variance/with unequal variances) : Whether variances are taken as equal.
> Run a t-test on {sample_a} and {sample_b}[ at a significance level of {alpha}][ {equal_variance}]
> Do the groups {sample_a} and {sample_b} differ significantly[ {equal_variance}][ with alpha {alpha}]
## physics
kinetic_energy, calc_kinetic_energy: Kinetic energy of a moving object. | Computes energy of motion from mass and speed.
- mass, m, object_mass = measure(1,2000,kg/kilograms/grams) : Mass of the object.
- velocity, v, speed = measure(1,100,m/s/mps/meters per second) : Speed of the object.
> @calc the kinetic energy of (an object|a car|a ball) with <[a ]mass [of ]{mass} & [a ](velocity|speed) [of ]{velocity}>
> How much kinetic energy does a {mass} object have at {velocity}
> A (ball|truck|rock) weighing {mass} moves at {velocity}. What's its kinetic energy
gravitational_potential_energy, potential_energy: Potential energy of a raised mass.
- mass, m = measure(1,500,kg/kilograms) : Mass of the object.
- height, h, elevation = measure(1,300,m/meters) : Height above the ground.
- gravity, g =? pick(9.8/9.81/1.62/3.7) : Acceleration due to gravity.
> @calc the potential energy of a mass of {mass} (at a height of|lifted to) {height}[ with gravity {gravity}]
> How much energy is stored in {mass} raised {height}[ if g is {gravity}]
final_velocity, velocity_after_time, calculate_final_velocity: Final velocity under constant acceleration.
- initial_velocity, u, v0, start_speed = measure(0,60,m/s/meters per second) : Initial velocity.
- acceleration, a, acc = measure(1,20,m/s²/m/s^2/meters per second squared) : Acceleration.
- time, t, duration = measure(1,60,seconds/s/sec) : Time of acceleration.
> @calc the final velocity (of a car |of an object |)(with|given) <[an ]initial velocity [of ]{initial_velocity} & [an ]acceleration [of ]{acceleration} & [a ]time [of ]{time}>
> How fast is an object after {time} if it starts at {initial_velocity} and accelerates at {acceleration}
> A bike moving at {initial_velocity} accelerates at {acceleration} for {time}. What speed does it reach
free_fall_time, fall_time, drop_time: Time an object takes to fall from a height.
- height, h, drop_height = measure(1,900,m/meters/feet) : Height of the fall.
- gravity, g =? pick(9.8/9.81/1.6) : Gravitational acceleration.
> How long does (a stone|an object|a ball) take to fall (from |){height}[ with g = {gravity}]
> @calc the time of a free fall from a height of {height}
> If I drop a ball from {height}, when does it hit the ground
newton_force, force_from_acceleration, calculate_force: Force needed to accelerate a mass.
- mass, m = measure(1,900,kg/kilograms) : The mass.
- acceleration, a = measure(1,40,m/s^2/meters per second squared) : The acceleration.
> What force (accelerates|is needed to accelerate) {mass} at {acceleration}
> @calc the force on an object with <mass {mass} & acceleration {acceleration}>
ohms_law_current, electric_current, calculate_current: Electric current from voltage and resistance.
- voltage, v, potential = measure(1,400,volts/V) : Voltage across the conductor.
- resistance, r, ohms = measure(1,900,ohms/Ω/ohm) : Resistance of the conductor.
> @calc the current (when|with|for) <[a ]voltage [of ]{voltage} & [a ]resistance [of ]{resistance}>
> How many amps flow through {resistance} at {voltage}
> What current flows if a {voltage} battery is connected to a {resistance} resistor
electrostatic_force, coulomb_force: Force between two electric charges.
- charge1, q1, first_charge = measure(1,20,C/coulombs/µC) : First charge.
- charge2, q2, second_charge = measure(1,20,C/coulombs/µC) : Second charge.
- distance, r, separation = measure(1,50,m/meters/cm) : Distance between the charges.
> @calc the (electrostatic|Coulomb) force between charges of {charge1} and {charge2} (separated by|at a distance of) {distance}
> Two charges, {charge1} and {charge2}, are {distance} apart. How strong is the force
magnetic_field, field_of_wire, calculate_magnetic_field: Magnetic field around a straight wire.
- current, i = measure(1,50,amperes/A/amps) : Current in the wire.
- distance, radius, r = measure(1,40,m/meters/cm) : Distance from the wire.
- permeability, mu =? pick(1.26e-6/4πe-7/0.01) : Permeability of the medium.
> @calc the magnetic field {distance} (away |)from a wire carrying (a current of |){current}[ with permeability {permeability}]
> How strong is the magnetic field at a distance of {distance} from a wire with {current}
wavelength_from_frequency, wavelength, compute_wavelength: Wavelength of a wave.
- frequency, f, freq = measure(1,9000,Hz/hertz/MHz) : Frequency of the wave.
- speed, wave_speed, velocity =? measure(100,3000,m/s/meters per second) : Speed of the wave.
> @calc the wavelength of a wave with <[a ]frequency [of ]{frequency}>[ traveling at {speed}]
> How long is a {frequency} wave[ that moves at {speed}]
ideal_gas_pressure, gas_pressure, ideal_gas_law: Pressure of an ideal gas.
- moles, n, amount = measure(1,20,moles/mol) : Amount of gas.
- temperature, t, temp = measure(200,600,K/kelvin) : Temperature of the gas.
- volume, v, vol = measure(1,80,liters/L/m³) : Volume of the container.
> @calc the pressure of {moles} of gas <at {temperature} & in a volume of {volume}>
> What pressure do {moles} of an ideal gas have in {volume} at {temperature}
> A tank of {volume} holds {moles} at a temperature of {temperature}. What is the pressure
projectile_range, projectile_distance, throw_distance: Horizontal range of a projectile.
- speed, initial_speed, v0, velocity = measure(1,90,m/s/meters per second) : Launch speed.
- angle, launch_angle, theta = measure(10,80,degrees/°) : Launch angle.
- height, initial_height =? measure(1,30,m/meters) : Height of the launch.
> How far does a ball go if (thrown|kicked|launched) at {speed} (at an angle of|with an angle of) {angle}[ from a height of {height}]
> @calc the range of a projectile launched <at {speed} & at an angle of {angle}>
heat_energy, thermal_energy, heat_required: Heat needed to warm a substance.
- mass, m = measure(1,90,kg/grams/g) : Mass of the substance.
- material, substance, substance_name =? substance : The substance that is heated.
- temperature_change, delta_t, temp_diff = measure(1,90,°C/degrees Celsius/K) : Change of temperature.
- specific_heat, c =? num(1,9) : Specific heat capacity.
> How much heat does it take to warm {mass} of {material} by {temperature_change}
> @calc the energy to raise the temperature of {mass} of {material} by {temperature_change}[ with specific heat {specific_heat}]
density, calculate_density, density_of_object: Density from mass and volume.
- mass, m, weight = measure(1,900,kg/g/grams) : Mass of the object.
- volume, v, vol = measure(1,90,m³/cubic meters/cm3/liters) : Volume of the object.
> @calc the density of (an object|a block|a liquid) with <[a ]mass [of ]{mass} & [a ]volume [of ]{volume}>
> Something weighs {mass} and takes up {volume}. How dense is it
average_speed, calculate_speed, speed_from_distance: Average speed from distance and time.
- distance, d, dist = measure(1,900,km/miles/meters) : Distance covered.
- time, t, duration = measure(1,24,hours/minutes/h) : Time taken.
> @calc the average speed (of a car |of a runner |)that covers {distance} in {time}
> I (drove|ran|cycled) {distance} in {time}. How fast was I on average
> What is the speed for <a distance of {distance} & a time of {time}>
## chemistry
molecular_weight, molar_mass, compute_molar_mass: Molar mass of a compound. | Molecular weight from a chemical formula.
- compound, formula, chemical = compound : Chemical formula of the compound.
- unit, to_unit =? enum(grams=grams;kilograms=kilograms) : Unit of the result.
> @calc the (molecular weight|molar mass) of {compound}
> How heavy is one mole of {compound}
balance_equation, balance_reaction, balance_chemical_equation: Balances a chemical equation.
- equation, reaction, chemical_equation = reaction : The equation to balance.
> Balance the [chemical ](equation|reaction) {equation}
> What are the coefficients when {equation} is balanced
> I can't balance {equation}
element_info, get_element_properties, lookup_element: Properties of a chemical element.
- element, element_name, name = element : The element.
- property, attribute =? enum(atomic number=atomic number;atomic weight=atomic weight;melting point=melting point;electronegativity=electronegativity) : The wanted property.
> What is the {property} of {element}
> @get the {property} (of|for) {element}
> Tell me about the element {element}
solution_concentration, molarity, calculate_molarity: Concentration of a solution.
- moles, solute, n = measure(1,12,moles/mol) : Amount of solute.
- volume, solution_volume, v = measure(1,20,liters/L/ml) : Volume of the solution.
> @calc the molarity of a solution with <{moles} of solute & a volume of {volume}>
> What concentration do I get when I dissolve {moles} in {volume} of water
ph_value, calculate_ph, ph_of_solution: pH of a solution.
- concentration, h_concentration, hydrogen_ions = ratio : Concentration of hydrogen ions.
> What is the pH of a solution with a hydrogen ion concentration of {concentration}
> @calc the pH for [H+] concentration {concentration}
boiling_point, get_boiling_point, boiling_temperature: Boiling point of a substance.
- substance, material, name = substance : The substance.
- pressure =? measure(1,5,atm/bar) : The pressure around it.
- unit, scale =? enum(celsius=Celsius/degrees Celsius;fahrenheit=Fahrenheit;kelvin=Kelvin) : Temperature scale of the result.
> At what temperature does {substance} boil[ under {pressure}]
> @get the boiling point of {substance}[ in {unit}]
half_life_decay, radioactive_decay, remaining_amount: Amount of a radioactive substance left after some time.
- initial_amount, start_amount, n0 = measure(1,900,grams/g/mg) : Amount at the start.
- half_life, t_half = measure(1,90,years/days/hours) : Half-life of the substance.
- elapsed, time, t = measure(1,200,years/days/hours) : Time that has passed.
> How much of {initial_amount} is left after {elapsed} if the half-life is {half_life}
> A sample of {initial_amount} has a half-life of {half_life}; what remains after {elapsed}
## biology
cell_info, cell_structure, get_cell_info: Facts about a type of cell.
- cell_type, cell, type = cell : The type of cell.
- detailed, detail, verbose =? bool(true=in detail/with all the details;false=in brief/briefly) : Whether to give details.
> Explain the structure of a {cell_type}[ {detailed}]
> What are the parts of a {cell_type}
> Tell me about the {cell_type}[ {detailed}]
gene_mutation, mutation_type, lookup_mutation: Looks up the type of a mutation in a gene.
- gene, gene_name, gene_symbol = gene : The gene.
- variant, mutation, snp_id = mutation : The variant.
- species, organism =? species : Species that the gene belongs to.
> What kind of mutation is {variant} in {gene}[ of the {species}]
> @get the type of the variant {variant} in the {gene} gene
> Is {variant} in the gene {gene} harmful
dna_to_protein, translate_dna, transcribe_sequence: Translates a DNA sequence to a protein.
- sequence, dna, dna_sequence = sequence : The DNA sequence.
- reading_frame, frame =? int(1,3) : Where reading starts.
> Translate the DNA sequence {sequence} into a protein[ using reading frame {reading_frame}]
> Which protein does {sequence} code for
gc_content, calculate_gc_content: Share of G and C in a DNA sequence.
- sequence, dna = sequence : The DNA sequence.
> @calc the GC content of {sequence}
> How much G and C is there in {sequence}
allele_frequency, hardy_weinberg, genotype_frequency: Frequency of a genotype in a population by Hardy-Weinberg.
- p, allele_frequency, dominant_frequency = ratio : Frequency of the dominant allele.
- genotype =? enum(AA=AA;Aa=Aa;aa=aa) : Which genotype.
> What is the frequency of genotype {genotype} if the dominant allele's frequency is {p}
> Given an allele frequency of {p}, @calc the genotype frequency[ of {genotype}]
population_growth, project_population, species_population: Projects the size of a population.
- species, organism =? species : The species.
- initial, start_population, n0 = int(50,90000) : Population now.
- growth_rate, rate, r = percent(1,20) : Yearly growth.
- years, num_years, t = int(2,50) : Number of years ahead.
> How many [{species} ]individuals will there be in {years} years (if|when) {initial} (live now|are alive today) and the population grows by {growth_rate} (a year|per year|annually)
> Project a population of {initial} over {years} years at a growth rate of {growth_rate}
species_habitat, endangered_status, conservation_status: Conservation status of a species.
- species, animal, name = species : The species.
- region, area, location =? country : Where.
> Is the {species} endangered[ in {region}]
> @get the conservation status of the {species}[ in {region}]
## astronomy
planet_distance, distance_from_sun, get_planet_distance: Distance of a planet from the sun.
- planet, planet_name, body = planet : The planet.
- unit, units =? enum(km=kilometers/km;AU=AU/astronomical units;miles=miles) : Unit of the distance.
> How far is {planet} from the sun[ in {unit}]
> @get the distance of {planet} from the sun[ in {unit}]
orbital_period, planet_orbit_time: How long a planet takes to go around the sun.
- planet, planet_name = planet : The planet.
> How long does {planet} need for one orbit
> How many days does a year on {planet} last
> @get the orbital period of {planet}
star_magnitude, star_brightness, get_star_info: Brightness of a star.
- star, star_name, name = star : The star.
> How bright is {star}
> @get the magnitude of the star {star}
sunrise_sunset, sun_times, get_sunrise: Times of sunrise and sunset at a place.
- location, place, city = city : The place.
- date, day =? date : The day.
> When does the sun (rise|set|come up|go down) in {location}[ on {date}]
> @get the sunrise time (for|in) {location}[ on {date}]
moon_phase, get_moon_phase, lunar_phase: Phase of the moon on a day.
- date, day = date : The day.
- location, place =? city : Where it is seen from.
> What is the phase of the moon on {date}[ in {location}]
> Is there a full moon on {date}
weight_on_planet, planetary_weight: What somebody weighs on another planet.
- weight, earth_weight, mass = measure(20,150,kg/pounds/lbs) : Weight on Earth.
- planet, planet_name = planet : The planet.
> How much would I weigh on {planet} if I weigh {weight} on Earth
> What would {weight} weigh on {planet}
"""

_MONEY = """
## finance
compound_interest, calculate_compound_interest, future_value_compound: Value of money after compound interest. | Grows a principal at a yearly rate with compounding.
- principal, p, initial_amount, amount = money(100,90000) : The amount invested at the start.
- rate, annual_rate, interest_rate, r = percent(1,14) : Yearly interest rate.
- years, time, t, num_years, term = int(1,40) : Number of years.
- frequency, n, compounding =? enum(monthly=monthly;yearly=yearly/annually;quarterly=quarterly;daily=daily) : How often interest is compounded.
> What would {principal} be worth after {years} years at {rate}[ interest][ compounded {frequency}]
> @calc the compound interest on {principal} <at {rate} & over {years} years>[ compounded {frequency}]
> If I invest {principal} at {rate} for {years} years, how much will I have[ when it is compounded {frequency}]
> I put {principal} in the bank at {rate} a year. How much is it in {years} years[ if interest is added {frequency}]
simple_interest, calc_simple_interest: Simple interest on a principal.
- principal, p, amount = money(100,90000) : The principal.
- rate, annual_rate, r = percent(1,14) : Annual rate.
- years, t, time = int(1,30) : Time in years.
> @calc the simple interest on {principal} <at {rate} & for {years} years>
> How much simple interest does {principal} earn in {years} years at {rate}
mortgage_payment, monthly_mortgage, loan_payment: Monthly payment of a loan. | Monthly mortgage payment from amount, rate and term.
- loan_amount, principal, amount = money(50000,900000) : The amount borrowed.
- annual_rate, interest_rate, rate = percent(2,9) : Annual interest rate.
- years, loan_term, term_years = int(5,40) : Length of the loan in years.
- down_payment, deposit =? money(1000,90000) : Money paid at once.
> What is the monthly payment (for|on) a {loan_amount} (mortgage|loan) <at {annual_rate} & over {years} years>[ with {down_payment} down]
> @calc my monthly mortgage payment: <loan amount {loan_amount} & interest rate {annual_rate} & term {years} years>
> I want to borrow {loan_amount} for {years} years at {annual_rate}. How much do I pay each month[ if I put down {down_payment}]
present_value, discounted_value, npv: Present value of a future sum.
- future_value, fv, amount = money(1000,90000) : The sum in the future.
- discount_rate, rate, r = percent(1,14) : The discount rate.
- years, periods, n = int(1,30) : Years until it is paid.
> @calc the present value of {future_value} (due|paid|received) in {years} years at a discount rate of {discount_rate}
> What is {future_value} in {years} years worth today if the discount rate is {discount_rate}
currency_exchange, convert_currency, exchange_money: Converts money from one currency to another.
- amount, value, sum = num(1,9000) : How much to convert.
- from_currency, source, base_currency = currency : Currency to convert from.
- to_currency, target, quote_currency = currency : Currency to convert to.
> Convert {amount} {from_currency} (to|into) {to_currency}
> How much is {amount} {from_currency} in {to_currency}
> How many {to_currency} do I get for {amount} {from_currency}
transfer_money, bank_transfer, send_money: Transfers money between accounts.
- amount, value = money(5,5000) : How much to transfer.
- from_account, source_account =? enum(checking=checking;savings=savings) : Account to take from.
- recipient, to, payee = first_name : Who receives the money.
- note, memo, reference =? pick(rent/dinner/birthday gift/electric bill) : A note for the recipient.
> (Transfer|Send) {amount} to {recipient}[ from my {from_account} account][ for {note}]
> Send {recipient} {amount}[ with the note '{note}']
> Pay {recipient} {amount}[ out of {from_account}]
budget_plan, savings_goal, time_to_save: How long it takes to save a sum.
- goal, target_amount, savings_target = money(1000,90000) : The sum to reach.
- monthly, monthly_saving, per_month = money(50,2000) : Saved each month.
- current, saved, starting_balance =? money(100,5000) : Already saved.
> How long until I have {goal} if I save {monthly} (a|per|every) month[ and already have {current}]
> I put away {monthly} every month. When do I reach {goal}[ starting from {current}]
## investing
stock_price, get_stock_price, stock_quote: Price of a stock. | Looks up the latest price of a share.
- symbol, ticker, stock = ticker : Ticker symbol of the stock.
- exchange, market =? enum(NASDAQ=NASDAQ;NYSE=NYSE;LSE=London Stock Exchange/LSE) : The exchange.
- date, day =? date : The day.
> What's the (stock |share |)price of {symbol}[ on the {exchange}][ on {date}]
> @get the {symbol} stock price[ on {date}]
> How much does a share of {symbol} cost[ on the {exchange}]
company_revenue, get_company_financials, company_report: Financial figures of a company.
- company, company_name, name = company : The company.
- year, fiscal_year = year(2008,2025) : The year.
- metric, figure =? enum(revenue=revenue/sales;net income=net income/profit;EBITDA=EBITDA) : Which figure.
- quarter =? pick(Q1/Q2/Q3/Q4) : The quarter.
> What was the {metric} of {company} in [{quarter} ]{year}
> @get {company}'s {metric} for [{quarter} ]{year}
> How much {metric} did {company} make in {year}
stock_return, return_on_investment, roi: Return of an investment in percent.
- cost, purchase_price, invested, buy_price = money(10,5000) : What was paid.
- proceeds, sale_price, final_value, sell_price = money(10,9000) : What it was sold for.
- dividends, dividend =? money(1,90) : Dividends received.
> What is my return if I (bought|buy) at {cost} and (sold|sell) at {proceeds}[ with {dividends} in dividends]
> @calc the ROI of an investment of {cost} that was sold for {proceeds}
> I sold my shares for {proceeds} after paying {cost}. What's the return
buy_stock, place_order, trade_shares: Places an order for shares.
- symbol, ticker = ticker : The stock.
- quantity, shares, num_shares, qty = int(1,500) : How many shares.
- side, action =? enum(buy=buy;sell=sell) : Buy or sell.
- limit_price, price =? money(5,900) : Highest price to pay.
> {side} {quantity} shares of {symbol}[ at {limit_price}]
> Place an order for {quantity} {symbol} shares[ at a limit of {limit_price}]
crypto_price, get_crypto_price, coin_value: Price of a cryptocurrency.
- coin, currency_name, crypto = cryptocurrency : The cryptocurrency.
- quote, in_currency, currency =? pick(USD/EUR/GBP/yen) : Currency of the price.
> What is {coin} worth[ in {quote}]
> @get the price of {coin}[ in {quote}]
market_index, index_performance, get_index: Performance of a stock index.
- index, index_name = stock_index : The index.
- days, period, num_days = int(2,90) : Number of days to look back.
> How did the {index} do over the last {days} days
> @get the {index} for the past {days} days
dividend_yield, calculate_dividend_yield: Dividend yield of a stock.
- dividend, annual_dividend = money(1,20) : Dividend per share and year.
- price, share_price = money(20,500) : Price of a share.
> @calc the dividend yield (with|for) <[a ]dividend [of ]{dividend} & [a ]share price [of ]{price}>
> A share costs {price} and pays {dividend} a year, what is the yield
## tax
income_tax, calculate_income_tax, estimate_tax: Estimates income tax. | Tax due on a yearly income.
- income, gross_income, annual_income, salary = money(15000,300000) : Income in the year.
- state, location, region =? state : Where the tax is paid.
- filing_status, status =? enum(single=single;married=married/married filing jointly;head of household=head of household) : How taxes are filed.
- year, tax_year =? year(2015,2025) : The tax year.
> How much [income ]tax do I pay on {income}[ in {state}][ as {filing_status}][ for {year}]
> @calc the income tax for an income of {income}[ in {state}][, filing {filing_status}]
> I earn {income} a year[ and live in {state}]. What will my taxes be[ in {year}]
sales_tax, add_sales_tax, calculate_sales_tax: Price of a purchase with sales tax.
- amount, price, purchase_amount = money(2,2000) : Price before tax.
- state, location, city = state : Where the purchase is made.
- rate, tax_rate =? percent(4,11) : The tax rate.
> How much sales tax is there on {amount} in {state}
> @calc the sales tax for a purchase of {amount} in {state}[ at {rate}]
> What will I pay in {state} for something that costs {amount} before tax
tip_calculator, calculate_tip, split_bill: Splits a bill with a tip among people.
- bill, total, bill_amount = money(10,400) : The bill.
- tip_percent, tip, percentage = percent(5,30) : Tip in percent.
- people, num_people, party_size =? int(2,12) : Number of people who share the bill.
> @calc a {tip_percent} tip on a {bill} bill[ split {people} ways]
> What is the tip on {bill} at {tip_percent}[ for {people} people]
> Our bill is {bill}. What does each pay with a {tip_percent} tip[ if we are {people} people]
property_tax, property_tax_rate: Yearly property tax of a home.
- value, property_value, home_value = money(80000,900000) : Assessed value.
- location, county, city = city : Where the property is.
- homestead, has_exemption =? bool(true=with a homestead exemption/including the homestead exemption;false=without the homestead exemption/with no exemption) : Whether the exemption applies.
> How much property tax is due on a {value} house in {location}[ {homestead}]
> @calc the property tax for a home worth {value} in {location}[ {homestead}]
vat_number, validate_vat, check_vat_id: Checks a VAT number.
- vat_id, number, vat = id(DE/GB/FR/ATU) : The VAT number.
- country, country_code =? country : The country.
> Is the VAT number {vat_id}[ from {country}] valid
> Check VAT id {vat_id}
payroll, net_salary, take_home_pay: Monthly net pay from a gross salary.
- gross, gross_salary, salary = money(1500,20000) : Gross pay per month.
- deductions, deduction =? money(50,900) : Deductions per month.
- bonus =? money(100,5000) : Bonus to be paid.
> How much do I take home from a gross (salary|pay) of {gross}[ after {deductions} in deductions]
> @calc the net pay (on|for) {gross} a month[ plus a bonus of {bonus}]
## shops
search_products, find_product, product_search: Searches a shop's products. | Finds products by words, price and brand.
- query, product, item, keyword = product : What to look for.
- max_price, price_limit, budget =? money(10,900) : Highest price.
- brand, manufacturer =? brand : The brand.
- color, colour =? color : Color of the product.
- sort_by, order =? enum(price=by price/by the lowest price;rating=by rating/by customer rating;newest=by newest/by release date) : How results are sorted.
> @list {query}[ by {brand}][ in {color}] under {max_price}
> @list {query}[ from {brand}][ for less than {max_price}][, sorted {sort_by}]
> Do you have {query}[ in {color}][ below {max_price}]
place_shop_order, order_product, buy_item: Orders a product. | Places an order for an item.
- product, item, product_name = product : The product.
- quantity, qty, count, amount = int(1,20) : How many.
- address, ship_to, delivery_city =? city : Where it is delivered.
- express, express_shipping, fast_delivery =? bool(true=with express shipping/by express delivery;false=with standard shipping/without express delivery) : Whether to ship by express.
> Order {quantity} units of {product}[ to {address}][ {express}]
> Buy {quantity} of the product '{product}'[ and ship it to {address}]
> I'd like to order {product}, quantity {quantity}[, {express}]
order_status, track_order, get_order: Status of an order.
- order_id, id, order_number = id(ORD-/A/) : Number of the order.
- email, customer_email =? email : The customer's address.
> Where is my order {order_id}[? My email is {email}]
> Track [the ]order [number ]{order_id}
> Has order {order_id} been shipped
apply_discount, discounted_price, price_after_discount: Price after a discount.
- price, original_price, list_price = money(5,900) : Price before the discount.
- discount, discount_percent, percent_off = percent(5,70) : Discount in percent.
- include_tax, with_tax =? bool(true=including tax/with tax/tax included;false=without tax/before tax/excluding tax) : Whether tax is added.
> What does a {price} item cost with {discount} off[ {include_tax}]
> @calc the price of {price} after a {discount} discount[ {include_tax}]
> There is {discount} off. The original price is {price}. What do I pay[ {include_tax}]
product_reviews, get_reviews, customer_reviews: Reviews of a product.
- product, item_name, product_name = product : The product.
- min_rating, rating, stars =? int(1,5) : Lowest rating to show.
- limit, count, max_results =? int(3,50) : How many reviews.
> What do (people|customers) say about {product}
> Show [me ][{limit} ]reviews of {product}[ with at least {min_rating} stars]
stock_level, check_inventory, item_availability: Whether a shop has an item in stock.
- item, product, sku = product : The item.
- store, branch, location = city : The shop's place.
- size =? pick(small/medium/large/XL/42) : Size of the item.
> (Is|Are) {item} in stock in [the ]{store}[ in size {size}]
> Check the inventory (of|for) {item} at the {store} store
return_item, request_refund, start_return: Starts the return of an order.
- order_id, order, order_number = id(ORD-/) : The order.
- reason =? pick(too small/broken/wrong color/arrived late/not as described) : Why it is returned.
> I want to return order {order_id}[ because it is {reason}]
> Start a refund for order {order_id}[. The reason: {reason}]
"""

_OUTINGS = """
## restaurants
find_restaurant, search_restaurants, restaurant_search: Finds restaurants. | Searches restaurants by place, cuisine and price.
- location, city, place = city : Where to search.
- cuisine, food_type, cuisine_type =? cuisine : The cuisine.
- price_range, price, budget =? enum(cheap=cheap/inexpensive;moderate=moderately priced/mid-range;expensive=expensive/upscale/high-end) : Price range.
- rating, min_rating =? int(2,5) : Lowest rating.
- outdoor, outdoor_seating =? bool(true=with outdoor seating/with tables outside;false=without outdoor seating) : Whether there are tables outside.
> @list a [{price_range} ]{cuisine} restaurant in {location}[ {outdoor}]
> Where can I eat [{cuisine} food ]in {location}[ with a rating of at least {rating} stars]
> @list [{price_range} ]restaurants in {location}[ that serve {cuisine} food][ {outdoor}]
book_table, reserve_table, restaurant_reservation: Books a table. | Makes a reservation at a restaurant.
- restaurant, restaurant_name, name = restaurant : The restaurant.
- date, day, reservation_date = date : The day.
- time, at_time, reservation_time = time : The time.
- people, party_size, num_guests, guests = int(2,12) : Number of guests.
- requests, special_requests, notes =? pick(a window seat/a high chair/a quiet corner/wheelchair access) : Special wishes.
> @book a table at {restaurant} <for {people} people & [on ]{date} & at {time}>
> @book a table for {people} at {restaurant}[ {date}][ at {time}][ with {requests}]
> We are {people} and want to eat at {restaurant} {date} at {time}. Please book a table
order_food, food_delivery, order_meal: Orders food for delivery.
- restaurant, from_restaurant = restaurant : The restaurant.
- dish, item, meal = dish : The dish.
- quantity, portions, count =? int(1,8) : How many portions.
- address, delivery_address =? pick(12 Main Street/my office/45 Oak Avenue/221B Baker Street) : Where to deliver.
> Order {quantity} portions of {dish} from {restaurant}[ to {address}]
> Get me {dish} from {restaurant}[, delivered to {address}]
> Have {dish} delivered [to {address} ]from {restaurant}
menu_lookup, get_menu, restaurant_menu: Shows the menu of a restaurant.
- restaurant, name = restaurant : The restaurant.
- section, course =? enum(starters=starters/appetizers;mains=main courses/mains;desserts=desserts;drinks=drinks) : Part of the menu.
> What {section} (are there|do they have) at {restaurant}
> Show me the menu of {restaurant}
> What's on the menu at {restaurant}
## recipes
find_recipe, search_recipes, recipe_search: Finds recipes. | Searches recipes by ingredients and diet.
- dish, recipe, name = dish : What to cook.
- diet, dietary_restriction =? diet : Diet to respect.
- max_time, cooking_time, time_limit =? int(10,120) : Longest cooking time in minutes.
- servings, num_servings =? int(2,10) : Number of servings.
> @list a [{diet} ]recipe for {dish}[ that takes less than {max_time} minutes]
> How do I make [{diet} ]{dish}[ for {servings} people][ in under {max_time} minutes]
> @list a {dish} recipe[ with {servings} servings]
recipes_by_ingredients, cook_with, ingredients_to_recipe: Suggests dishes from what is in the kitchen.
- ingredients, items, available = strings(ingredient) : What is available.
- cuisine =? cuisine : The preferred cuisine.
> What can I cook with {ingredients}
> I have {ingredients} at home. Suggest (something|a dish)[ of {cuisine} cuisine]
> Suggest a meal that uses {ingredients}
calories_in_food, nutrition_info, get_calories: Nutrition facts of a food.
- food, food_item, item = food : The food.
- amount, grams, weight =? measure(20,500,grams/g) : How much of it.
- nutrient =? enum(calories=calories;protein=protein;fat=fat;carbohydrates=carbs/carbohydrates) : Which nutrient.
> How many {nutrient} (are|is) in [{amount} of ]{food}
> @get the nutrition facts of {food}
> How much {nutrient} does {food} have
convert_measure, cooking_conversion, kitchen_units: Converts kitchen measures of an ingredient.
- amount, quantity, value = num(1,12) : How much.
- from_unit, source_unit = pick(cups/tablespoons/teaspoons/ounces) : Unit to convert from.
- to_unit, target_unit = pick(grams/milliliters/liters/kilograms) : Unit to convert to.
- ingredient, food =? ingredient : The ingredient.
> How many {to_unit} are {amount} {from_unit}[ of {ingredient}]
> Convert {amount} {from_unit}[ of {ingredient}] to {to_unit}
scale_recipe, adjust_servings, resize_recipe: Scales a recipe to another number of servings.
- recipe, dish, name = dish : The recipe.
- from_servings, original = int(2,6) : Servings it is written for.
- to_servings, desired = int(7,30) : Servings that are wanted.
> Scale the {recipe} recipe from {from_servings} to {to_servings} servings
> My {recipe} recipe serves {from_servings}, but I need it for {to_servings}
## travel
find_flights, search_flights, flight_search: Searches flights. | Finds flights between two cities.
- origin, from, departure_city, departure = city : Where the flight starts.
- destination, to, arrival_city, arrival = city : Where the flight goes.
- date, departure_date, depart_on = date : Day of departure.
- return_date =? date : Day of return.
- passengers, num_passengers, travelers =? int(2,9) : How many people fly.
- cabin, travel_class, seat_class =? enum(economy=economy;business=business;first=first) : Cabin class.
- direct, nonstop, direct_only =? bool(true=without stops/nonstop/with no layovers;false=with or without stops) : Only flights without stops.
> @list [{cabin} class ]flights <from {origin} & to {destination}> on {date}[ for {passengers} people][ {direct}]
> @list a flight from {origin} to {destination} {date}[ returning {return_date}][ {direct}]
> I need to get to {destination} from {origin} on {date}. What flights are there[ in {cabin} class]
> Which flights leave {origin} for {destination} {date}
book_flight, flight_booking, reserve_flight: Books a flight by its number.
- flight, flight_number, flight_id = id(LH/BA/DL/AA) : Flight number.
- passenger, name, passenger_name = person : Who flies.
- seat, seat_preference =? enum(window=a window seat;aisle=an aisle seat) : Preferred seat.
- bags, num_bags, checked_bags =? int(1,4) : Bags to check in.
> Book flight {flight} for {passenger}[ with {seat}][ and {bags} checked bags]
> Reserve {seat} on flight {flight} for {passenger}
flight_status, get_flight_status, check_flight: Status of a flight.
- flight, flight_number = id(LH/BA/DL/UA) : Flight number.
- airline, carrier =? airline : The airline.
- date, day =? date : The day.
> Is [{airline} ]flight {flight} on time[ {date}]
> Has flight {flight} landed
> @get the status of [{airline} ]flight {flight}[ on {date}]
route_distance, travel_distance, driving_distance: Distance between two places by road.
- start, origin, from_location, point_a = city : Where the trip starts.
- end, destination, to_location, point_b = city : Where the trip ends.
- unit, units =? enum(km=km/kilometers;miles=miles) : Unit of the distance.
> How far is it from {start} to {end}[ in {unit}]
> @get the (driving |)distance between {start} and {end}[ in {unit}]
> How many {unit} are there (from {start} to {end}|between {start} and {end})
travel_time, estimate_travel_time, trip_duration: How long a trip takes.
- origin, start, from = city : Start.
- destination, end, to = city : End.
- mode, transport, travel_mode =? enum(driving=car;walking=foot;cycling=bike/bicycle;transit=train/public transport) : Means of transport.
- departure_time, leave_at =? time : When the trip starts.
> How long does it take <from {origin} & to {destination}>[ by {mode}][ leaving at {departure_time}]
> How much time do I need to get from {origin} to {destination}[ by {mode}]
directions, get_directions, plan_route: Directions between two places.
- origin, start = landmark : Where to start.
- destination, end = landmark : Where to go.
- avoid, avoid_roads =? enum(tolls=tolls/toll roads;highways=highways;ferries=ferries) : What to avoid.
> How do I get from {origin} to {destination}[ avoiding {avoid}]
> Navigate from {origin} to {destination}[ without {avoid}]
> Show me the way to {destination} from {origin}
attractions, find_attractions, things_to_do: Sights and activities in a place.
- location, city, place = city : The place.
- category, type =? enum(museums=museums;parks=parks;nightlife=nightlife/bars and clubs;family=things for kids/family activities) : What kind.
- limit, count, max_results =? int(2,20) : How many.
> What {category} are there in {location}
> @list {limit} attractions in {location}
> What is there to see in {location}
train_tickets, search_trains, find_train: Searches train connections.
- from_station, origin, departure = city : Where the train leaves.
- to_station, destination, arrival = city : Where the train arrives.
- time, departure_time =? time : When it leaves.
- date, travel_date =? date : The day.
> Which trains (go|run) from {from_station} to {to_station}[ {date}][ after {time}]
> @list a train <to {to_station} & from {from_station}>[ on {date}][ around {time}]
visa_requirements, check_visa, visa_info: Whether a traveler needs a visa.
- nationality, citizenship, from_country = country : Country of the passport.
- destination, to_country = country : Country to visit.
- days, stay_days, duration =? int(3,90) : Length of the stay in days.
> Do I need a visa for {destination} with a passport from {nationality}[ for {days} days]
> I'm a citizen of {nationality}. Can I enter {destination} without a visa[ for a stay of {days} days]
## hotels
find_hotels, hotel_search, search_hotels: Searches hotels. | Finds hotels in a city by price and features.
- location, city, destination = city : Where.
- check_in, checkin_date, arrival_date =? date : Day of arrival.
- max_price, budget, price_limit =? money(50,600) : Highest price per night.
- stars, rating, min_stars =? int(2,5) : Number of stars.
- amenities, features =? strings(amenity) : What the hotel must have.
> @list a [{stars}-star ]hotel in {location}[ for less than {max_price} a night][ from {check_in}]
> @list hotels in {location} with {amenities}
> Where can I stay in {location}[ for under {max_price} per night]
book_hotel, reserve_room, hotel_booking: Books a room in a hotel.
- hotel, hotel_name, name = hotel : The hotel.
- location, city =? city : The city.
- check_in, start_date, arrival, from_date = date : Day of arrival.
- nights, num_nights, duration, length_of_stay = int(1,14) : Number of nights.
- room_type, room =? enum(single=single;double=double;suite=suite) : Kind of room.
- breakfast, with_breakfast =? bool(true=with breakfast/breakfast included;false=without breakfast) : Whether breakfast is included.
> @book a [{room_type} ]room at {hotel}[ in {location}] <for {nights} nights & (starting|from) {check_in}>[ {breakfast}]
> I'm arriving {check_in} and staying {nights} nights at {hotel}[ in {location}]. Book me a [{room_type} ]room[ {breakfast}]
cancel_booking, cancel_reservation: Cancels a booking.
- booking_id, reservation_id, confirmation = id(BK/R-) : Number of the booking.
- refund, request_refund =? bool(true=and request a refund/and ask for my money back;false=without a refund) : Whether the money is asked back.
> Cancel [my ](booking|reservation) {booking_id}[ {refund}]
> I can't come, cancel {booking_id}[ {refund}]
room_price, hotel_price, get_room_rate: Price of a room on a day.
- hotel, hotel_name = hotel : The hotel.
- date, day = date : The night.
- guests, adults, num_guests =? int(1,5) : Number of guests.
> How much is a room at {hotel} {date}[ for {guests} guests]
> @get the price of a room at {hotel} on {date}
## cars
rent_car, car_rental, book_rental_car: Rents a car. | Books a rental car.
- location, pickup_location, city = city : Where the car is picked up.
- start_date, pickup_date, from_date = date : First day.
- end_date, return_date, dropoff_date = date : Last day.
- car_type, vehicle_type, category =? enum(compact=compact;SUV=SUV;luxury=luxury;van=minivan) : Kind of car.
> Rent a [{car_type} ]car in {location} from {start_date} to {end_date}
> I need a [{car_type} ]car in {location}, picking it up {start_date} and returning it {end_date}
fuel_cost, trip_fuel_cost, gas_cost: Cost of fuel for a trip.
- distance, miles, trip_distance = measure(20,2000,miles/km/kilometers) : Length of the trip.
- efficiency, mpg, fuel_efficiency = measure(15,60,mpg/miles per gallon) : Fuel efficiency.
- fuel_price, gas_price, price_per_gallon = money(2,6) : Price of fuel per gallon.
> How much does the gas cost for {distance} <at {efficiency} & with gas at {fuel_price} a gallon>
> My car does {efficiency}. What will a trip of {distance} cost if a gallon is {fuel_price}
used_car_search, find_used_cars, search_car_listings: Searches used cars for sale.
- model, car, make_model = car : The model.
- max_price, budget =? money(3000,60000) : Highest price.
- max_mileage, mileage =? int(10000,150000) : Most miles driven.
- year, min_year =? year(2008,2025) : Oldest year.
> @list a used {model}[ for less than {max_price}][ with under {max_mileage} miles]
> @list used {model} offers[ from {year} or newer][ below {max_price}]
car_specs, vehicle_specifications, get_car_info: Technical data of a car.
- model, car = car : The model.
- year, model_year =? year(2000,2025) : Model year.
- attribute, spec =? enum(horsepower=horsepower;top speed=top speed;fuel tank=fuel tank size;weight=weight) : The wanted fact.
> What is the {attribute} of the [{year} ]{model}
> @get the specs of a [{year} ]{model}
service_appointment, schedule_car_service: Makes an appointment at a garage.
- brand, make = car_brand : Brand of the car.
- service, job, service_type = pick(oil change/tire rotation/brake check/inspection/battery replacement) : The work to do.
- date, day = date : The day.
> Schedule an appointment for {service} on my {brand} {date}
> My {brand} needs a {service}. Can you get me an appointment {date}
stopping_distance, braking_distance: Distance a car needs to stop.
- speed, initial_speed, velocity = measure(20,140,km/h/mph/kph) : Speed of the car.
- reaction_time =? measure(1,3,seconds/s) : Reaction time of the driver.
- friction, friction_coefficient =? ratio(0.2,0.9) : Friction of the road.
> What is the stopping distance at {speed}[ with a reaction time of {reaction_time}][ on a road with friction {friction}]
> How far does a car go until it stops from {speed}[ if the friction is {friction}]
"""

_CULTURE = """
## sports
game_score, match_result, get_score: Result of a game.
- team, team1, home_team = team : One of the teams.
- opponent, team2, away_team =? team : The other team.
- date, day =? date : Day of the game.
> (What was|What's) the score of the {team} game[ against {opponent}][ {date}]
> Did {team} win[ against {opponent}][ {date}]
> How did {team} play[ against {opponent}]
player_stats, athlete_statistics, get_player_stats: Statistics of a player.
- player, player_name, athlete = athlete : The player.
- season, year =? year(1990,2025) : The season.
- stat, statistic =? enum(points=points;assists=assists;goals=goals;wins=wins) : Which figure.
- team =? team : The team at that time.
> How many {stat} did {player} have[ in {season}]
> @get {player}'s statistics[ for the {season} season][ with {team}]
> @get the stats of {player}[ in {season}]
league_standings, standings, get_league_table: Table of a league.
- league, competition = league : The league.
- season, year =? year(1990,2025) : The season.
- top, limit, n =? int(3,20) : How many places.
> Who is leading the {league}[ in the {season} season]
> Show the top {top} (teams |)of the {league}[ in {season}]
> @get the {league} standings[ for {season}]
upcoming_games, next_match, game_schedule: Coming games of a team.
- team, team_name = team : The team.
- count, num_games, limit =? int(2,12) : How many games.
- venue, home_away =? enum(home=at home/home;away=away) : Where they are played.
> When does {team} play next[ {venue}]
> List the next {count} games of {team}
> @get the upcoming matches of {team}
team_ranking, world_ranking, get_ranking: Rank of a team or player in a sport.
- name, team, player = athlete : Who.
- sport, discipline = sport : The sport.
> What is {name}'s ranking in {sport}
> Where does {name} rank in {sport}
batting_average, calculate_batting_average: Batting average of a player.
- hits, h = int(10,250) : Number of hits.
- at_bats, ab = int(200,700) : Number of at-bats.
> @calc the batting average with <{hits} hits & {at_bats} at-bats>
> A player had {hits} hits in {at_bats} at bats, what's his average
## music
play_song, play_music, start_song: Plays a song. | Starts playing music.
- song, title, track = titled(song) : The song.
- artist, singer, performer =? artist : Who sings it.
- shuffle =? bool(true=on shuffle/in random order;false=in order/without shuffle) : Whether the order is random.
- device, speaker =? room : Where it is played.
> Play {song}[ by {artist}][ in the {device}]
> I want to hear {song}[ by {artist}]
> Put on {song}[ from {artist}]
add_to_playlist, playlist_add: Adds a song to a playlist.
- song, track, title = titled(song) : The song.
- playlist, playlist_name = playlist : The playlist.
> Add {song} to [my ](playlist |){playlist}
> Put {song} on my {playlist} playlist
create_playlist, make_playlist, new_playlist: Makes a playlist.
- name, title, playlist_name = quoted(playlist) : Name of the playlist.
- genres, styles =? strings(genre) : Kinds of music on it.
- length, num_songs, count =? int(5,60) : How many songs.
- public, is_public =? bool(true=visible to everyone/and make it public;false=and keep it private/only for me) : Whether others see it.
> @make a playlist (called|named) {name}[ with {genres}][ {public}]
> @make a playlist of {length} songs named {name}[ {public}]
concerts, find_concerts, search_concerts: Searches concerts.
- artist, band, performer =? artist : Who plays.
- location, city = city : Where.
- date, when =? month : When.
- genre, music_type =? genre : Kind of music.
> Are there any [{genre} ]concerts in {location}[ in {date}]
> When does {artist} play in {location}[ in {date}]
> @list {genre} concerts in {location}
song_lyrics, get_lyrics, find_lyrics: Lyrics of a song.
- song, title = titled(song) : The song.
- artist =? artist : The artist.
> What are the lyrics of {song}[ by {artist}]
> @get the words to {song}[ by {artist}]
musical_scale, get_scale, scale_notes: Notes of a scale.
- root, tonic, key, note = note : The first note.
- scale, scale_type, mode = enum(major=major;minor=minor;pentatonic=pentatonic;blues=blues) : Kind of scale.
> What are the notes of the {root} {scale} scale
> @get the {scale} scale (in|starting on) {root}
instrument_price, instrument_search, find_instrument: Searches musical instruments for sale.
- instrument, type = instrument : The instrument.
- brand, maker =? pick(Yamaha/Fender/Steinway/Gibson/Roland) : The maker.
- max_price, budget =? money(100,5000) : Highest price.
> What does a [{brand} ]{instrument} cost
> @list a [{brand} ]{instrument} for less than {max_price}
## films
movie_info, film_details, get_movie: Facts about a film.
- title, movie, film, name = titled(film) : The film.
- year, release_year =? year(1940,2025) : Year of release.
- field, detail =? enum(director=director;cast=cast;rating=rating;runtime=running time) : Which fact.
> Who is the {field} of {title}
> @get the {field} of {title}[ from {year}]
> Tell me about the (movie|film) {title}[ from {year}]
movie_recommendations, recommend_movies, suggest_films: Suggests films.
- genre, category = film_genre : The genre.
- director, directed_by =? director : The director.
- since, min_year, from_year =? year(1970,2024) : Oldest year.
- limit, count, num =? int(2,12) : How many.
> Suggest [{limit} ]{genre} (movies|films)[ by {director}][ released after {since}]
> What {genre} movies [by {director} ]should I watch
> I'm in the mood for {genre}. Recommend [{limit} ]films[ made since {since}]
cinema_tickets, buy_movie_tickets, book_tickets: Buys cinema tickets.
- title, movie, film = titled(film) : The film.
- tickets, num_tickets, count = int(1,8) : How many tickets.
- time, showtime =? time : When the show starts.
- city, location, theater_city =? city : Where.
> Buy {tickets} tickets for {title}[ at {time}][ in {city}]
> @book {tickets} (seats|tickets) for {title}[ in {city}][ at {time}]
showtimes, movie_times, get_showtimes: When a film is shown.
- title, movie = titled(film) : The film.
- city, location = city : Where.
- date, day =? date : The day.
> When is {title} (shown|playing) in {city}[ {date}]
> @get the showtimes of {title} in {city}[ on {date}]
## books
book_search, find_book, search_books: Finds books.
- author, writer =? author : The author.
- genre, category =? pick(science fiction/mystery/romance/biography/history/poetry) : The genre.
- language =? language : Language of the book.
- year, published_after =? year(1900,2024) : Earliest year of publication.
> @list {genre} books[ by {author}][ in {language}]
> Which books has {author} written[ since {year}]
> @list books by {author}[ published after {year}]
borrow_book, library_loan, reserve_book: Borrows a book from a library.
- title, book, book_title = titled(book) : The book.
- library, branch =? city : Which library.
- days, loan_days, period =? int(7,60) : For how many days.
> Borrow {title}[ from the {library} library][ for {days} days]
> Reserve {title} for me[ at the library in {library}]
book_summary, summarize_book, get_book_summary: Summary of a book.
- title, book = titled(book) : The book.
- author =? author : The author.
- length, max_words =? int(50,500) : Longest length in words.
> Summarize {title}[ by {author}][ in {length} words]
> What is {title}[ by {author}] about
## games
roll_dice, dice_roller, throw_dice: Rolls dice.
- count, num_dice, number, n = int(1,10) : How many dice.
- sides, faces, num_sides =? int(4,20) : Sides of each die.
> Roll {count} [{sides}-sided ]dice
> Throw {count} dice[ with {sides} sides each]
game_price, get_game_price, game_deals: Price of a video game.
- game, title, game_name = titled(game) : The game.
- platform, console, system = platform : The platform.
- region, country =? country : Which country's shop.
> How much is {game} (on|for) {platform}[ in {region}]
> @get the price of {game} on {platform}
player_rank, leaderboard, game_leaderboard: Best players of a game.
- game, game_name = titled(game) : The game.
- top, limit, n = int(3,50) : How many players.
- platform =? platform : The platform.
> Who are the top {top} players of {game}[ on {platform}]
> Show the {game} leaderboard, top {top}[ on {platform}]
create_character, new_character, make_hero: Makes a character for a game.
- name, character_name = first_name : Name of the character.
- role, class, character_class = hero : What the character is.
- level, start_level =? int(2,60) : Level at the start.
> @make a {role} (called|named) {name}[ at level {level}]
> I want to play a {role} named {name}[, level {level}]
draw_cards, deal_cards, pick_cards: Deals cards from a deck.
- cards, num_cards, hand_size = int(2,10) : Cards for each player.
- players, num_players =? int(2,6) : How many players.
- jokers, with_jokers =? bool(true=with jokers/including jokers;false=without jokers) : Whether jokers are in the deck.
> Deal {cards} cards[ to {players} players][ {jokers}]
> Draw {cards} cards from a deck[ {jokers}]
chess_move, best_move, suggest_move: Suggests the best move for a chess position.
- color, side, player = enum(white=white;black=black) : Who moves.
- depth, search_depth =? int(2,20) : How many moves to look ahead.
> What is the best chess move for {color}[, looking {depth} moves ahead]
> Suggest a move for {color}[ at depth {depth}]
## arts
museum_hours, museum_info, get_museum_hours: Opening hours of a museum.
- museum, museum_name, name = museum : The museum.
- day, weekday =? weekday : The day of the week.
> When (is|does) {museum} open[ on {day}]
> @get the opening hours of {museum}[ on {day}]
artwork_info, find_artwork, get_painting: Facts about a work of art.
- title, artwork, painting = titled(artwork) : The work.
- artist, painter =? painter : Who made it.
> Who painted {title}
> When was {title}[ by {artist}] made
> Tell me about the artwork {title}[ by {artist}]
sculpture_search, artist_works, works_by_artist: Works of an artist.
- artist, artist_name = painter : The artist.
- period, style =? pick(blue period/impressionism/surrealism/baroque) : Period or style.
- limit, count =? int(2,20) : How many.
> List [{limit} ]works by {artist}[ from the {period}]
> Which paintings did {artist} make
museum_tickets, buy_museum_tickets: Buys tickets for a museum.
- museum, venue = museum : The museum.
- adults, num_adults, adult_tickets = int(1,6) : Tickets for adults.
- children, num_children, child_tickets =? int(1,6) : Tickets for children.
- date, visit_date = date : The day.
> Buy tickets for {museum} on {date} for {adults} adults[ and {children} children]
> @book <{adults} adult tickets & {children} child tickets> for {museum} {date}
## law
case_search, find_case, lookup_case: Finds a court case.
- case, case_name, title = titled(case) : Name of the case.
- year, decided =? year(1900,2024) : Year of the ruling.
- court, jurisdiction =? state : The court.
> What was decided in {case}
> @get the ruling in {case}[ from {year}]
> Find the case {case}[ in {court}][ of {year}]
lawyer_search, find_lawyer, search_attorneys: Finds lawyers.
- city, location = city : Where.
- area, specialty, practice_area = law_area : Field of law.
- max_fee, hourly_rate, budget =? money(100,800) : Highest fee per hour.
- experience, years_of_experience =? int(2,30) : Years of experience.
> @list a lawyer for {area} in {city}[ who charges less than {max_fee} an hour][ with {experience} years of experience]
> I need an attorney in {city} who knows {area}
law_penalty, sentence_lookup, crime_penalty: Penalty for a crime.
- crime, offense = crime : The crime.
- state, jurisdiction = state : Where.
- repeat, repeat_offender =? bool(true=for a repeat offender/with a prior conviction;false=for a first offense/without prior convictions) : Whether there are earlier convictions.
> What is the penalty for {crime} in {state}[ {repeat}]
> How many years can one get for {crime} in {state}[ {repeat}]
crime_statistics, crime_rate, get_crime_rate: Crime rate of a place.
- city, location = city : The place.
- year =? year(1995,2025) : The year.
- crime_type, type =? crime : Kind of crime.
> How many cases of {crime_type} were there in {city}[ in {year}]
> @get the crime rate of {city}[ in {year}]
## history
historical_event_date, event_date, when_did: When an event of history happened.
- event, event_name = battle : The event.
> When was {event}
> @get the date of {event}
> In which year did {event} take place
war_info, get_war, war_details: Facts about a war.
- war, name, war_name = war : The war.
- aspect, detail =? enum(causes=causes;casualties=casualties;participants=participants) : Which fact.
> What were the {aspect} of {war}
> Tell me about {war}
person_biography, historical_figure, get_biography: Life of a historical person.
- name, person, figure = figure : The person.
- sections, topics =? pick(childhood/education/death/achievements) : Part of the life.
> Who was {name}
> Tell me about the {sections} of {name}
> @get the biography of {name}
inventor_of, discovery_info, who_invented: Who invented or discovered something.
- invention, discovery, thing = invention : What was invented.
> Who (invented|discovered|came up with) {invention}
> Which scientist is behind {invention}
head_of_state, president_in_year, ruler_of: Who led a country in a year.
- country, nation = country : The country.
- year = year(1800,2020) : The year.
- title, office =? enum(president=president;king=king;prime minister=prime minister) : The office.
> Who was the {title} of {country} in {year}
> Who ruled {country} in {year}
religion_info, religion_history, get_religion: Facts about a religion.
- religion, faith = religion : The religion.
- century, period =? int(1,20) : Only this century.
> When did {religion} begin
> Tell me about the history of {religion}[ in century {century}]
"""

_DAILY = """
## geography
capital_of, get_capital, country_capital: Capital of a country.
- country, country_name = country : The country.
> What is the capital of {country}
> Which city is the capital of {country}
population_of, get_population, population_lookup: Population of a place.
- place, country, location = region : The place.
- year =? year(1960,2024) : The year.
> How many people live in {place}
> What was the population of {place}[ in {year}]
river_length, get_river_info: Length of a river.
- river, river_name = river : The river.
- unit =? enum(km=kilometers/km;miles=miles) : Unit of the length.
> How long is {river}[ in {unit}]
> @get the length of {river}[ in {unit}]
mountain_height, get_elevation, peak_elevation: Height of a mountain.
- mountain, peak, name = mountain : The mountain.
- unit =? enum(meters=meters;feet=feet) : Unit of the height.
> How (high|tall) is {mountain}[ in {unit}]
> @get the elevation of {mountain}[ in {unit}]
coordinates_of, geocode, get_coordinates: Coordinates of a place.
- place, address, location = city : The place.
> What are the coordinates of {place}
> @get the latitude and longitude of {place}
nearby_places, places_nearby, find_nearby: Places of a kind near somewhere.
- location, near, center = landmark : Where to search.
- type, category, place_type = pick(pharmacy/gas station/supermarket/park/gym/hospital/bank/cafe) : Kind of place.
- radius, max_distance, within =? measure(1,20,km/miles/kilometers) : How far away at most.
- open_now =? bool(true=that is open now/open right now;false=whether open or not) : Only places that are open.
> @list a {type} near {location}[ within {radius}][ {open_now}]
> Is there a {type} (close to|around) {location}[ {open_now}]
> @list a {type} (no more than|within) {radius} (of|from) {location}
## weather
weather_forecast, get_forecast, forecast: Weather forecast of a place.
- location, city, place = city : The place.
- days, num_days, forecast_days =? int(2,14) : How many days.
- unit, units =? enum(celsius=Celsius/degrees Celsius;fahrenheit=Fahrenheit) : Temperature unit.
> What will the weather be like in {location}[ over the next {days} days]
> @get the {days}-day forecast for {location}[ in {unit}]
> Will it rain in {location}[ in the next {days} days]
current_temperature, get_temperature, temperature_now: Temperature at a place now.
- location, city = city : The place.
- unit, scale =? enum(celsius=Celsius;fahrenheit=Fahrenheit;kelvin=Kelvin) : Temperature unit.
> How (warm|cold|hot) is it in {location}[ in {unit}] (right now|at the moment)
> @get the current temperature in {location}[ in {unit}]
historical_weather, past_weather, weather_on_date: Weather of a day in the past.
- location, city = city : The place.
- date, day = date(past) : The day.
> What was the weather in {location} on {date}
> How hot was it in {location} on {date}
air_quality, get_air_quality, aqi: Air quality of a place.
- location, city = city : The place.
- pollutant =? enum(PM2.5=PM2.5;ozone=ozone;NO2=NO2) : Which pollutant.
> How clean is the air in {location}[ regarding {pollutant}]
> @get the air quality in {location}[ for {pollutant}]
wind_chill, calculate_wind_chill: Temperature as it feels in the wind.
- temperature, temp, air_temperature = measure(-20,10,°C/degrees) : Air temperature.
- wind_speed, wind, speed = measure(5,80,km/h/mph) : Wind speed.
> @calc the wind chill (at|for) <{temperature} & a wind of {wind_speed}>
> How cold does {temperature} feel with wind blowing at {wind_speed}
## health
bmi, calculate_bmi, body_mass_index: Body mass index. | Computes BMI from weight and height.
- weight, mass, weight_kg = measure(40,140,kg/kilograms/pounds/lbs) : Weight of the person.
- height, h, height_cm = measure(140,205,cm/centimeters) : Height of the person.
- unit, system =? enum(metric=metric;imperial=imperial) : System of units.
> @calc (my|the) BMI for <[a ]weight [of ]{weight} & [a ]height [of ]{height}>
> I weigh {weight} and I am {height} tall, what's my BMI
> What is the body mass index of somebody who is {height} tall and weighs {weight}
daily_calories, calorie_needs, calculate_tdee: Calories a person needs per day.
- age, years = int(16,80) : Age in years.
- weight = measure(40,130,kg/pounds) : Body weight.
- height = measure(140,205,cm/inches) : Body height.
- gender, sex = enum(male=man/male;female=woman/female) : Gender.
- activity, activity_level =? enum(sedentary=not active/sedentary;moderate=moderately active;active=very active) : Level of activity.
> How many calories does a {age} year old {gender} need (with|at) <weight {weight} & height {height}>[ who is {activity}]
> I'm a {gender}, {age} years old, {height} tall and weigh {weight}. How many calories do I need[ if I am {activity}]
calories_burned, exercise_calories, workout_calories: Calories burned by exercise.
- activity, exercise, workout = exercise : The exercise.
- duration, minutes, time = measure(5,180,minutes/min) : How long.
- weight, body_weight =? measure(45,120,kg/pounds/lbs) : Body weight.
> How many calories do I burn by {activity} for {duration}[ at a weight of {weight}]
> I did {duration} of {activity}. How many calories was that[ if I weigh {weight}]
doctor_appointment, book_doctor, schedule_appointment: Makes an appointment with a doctor.
- specialty, doctor_type = pick(dentist/cardiologist/dermatologist/pediatrician/eye doctor) : Kind of doctor.
- date, day = date : The day.
- time =? time : The time.
- patient, patient_name =? person : Who is ill.
> @book an appointment with a {specialty} {date}[ at {time}][ for {patient}]
> I need to see a {specialty} {date}[ at {time}]
drug_interaction, check_interactions, medication_check: Whether medicines go together.
- drugs, medications, drug_list = strings(drug) : The medicines.
- age, patient_age =? int(5,90) : Age of the patient.
> Can I take {drugs} together[ at age {age}]
> Check the interactions of {drugs}
> Are there any problems with combining {drugs}
symptom_checker, diagnose, check_symptoms: Possible causes of symptoms.
- symptoms, signs = strings(symptom) : The symptoms.
- duration, days =? int(2,21) : For how many days.
- age =? int(2,90) : Age of the patient.
> What could {symptoms} mean[ after {duration} days]
> I've had {symptoms}[ for {duration} days][ and I'm {age} years old]. What is wrong
disease_info, get_disease, treatment_lookup: Facts about a disease.
- disease, condition, name = disease : The disease.
- topic, section =? enum(symptoms=symptoms;treatment=treatment;causes=causes;prevention=prevention) : What to tell.
> What (is|are) the {topic} of {disease}
> Tell me about {disease}
hospital_search, find_hospital, nearest_hospital: Finds hospitals.
- location, city, near = city : Where.
- department, ward =? pick(emergency/maternity/cardiology/pediatrics) : The department.
- radius, distance =? measure(2,40,km/miles) : How far away at most.
> @list hospitals [with a {department} department ]in {location}[ within {radius}]
> Which is the nearest hospital to {location}[ with {department}]
due_date, pregnancy_due_date: Expected day of birth.
- last_period, start_date, lmp = date(past) : First day of the last period.
- cycle_length, cycle =? int(24,35) : Length of the cycle in days.
> When is my baby due if my last period started on {last_period}[ and my cycle is {cycle_length} days]
> @calc the due date for a last period on {last_period}
## real estate
find_homes, property_search, search_listings: Searches homes for sale or rent.
- location, city, area = city : Where.
- property_type, type, kind =? property : Kind of home.
- bedrooms, num_bedrooms, beds =? int(1,6) : Number of bedrooms.
- max_price, budget, price_limit =? money(900,900000) : Highest price.
- listing, purpose, offer =? enum(rent=for rent/to rent;sale=for sale/to buy) : Rent or sale.
- pets, pet_friendly, pets_allowed =? bool(true=that allows pets/where pets are allowed;false=without pets) : Whether pets are allowed.
> @list a {property_type} in {location}[ {listing}][ for less than {max_price}]
> @list homes in {location} with {bedrooms} bedrooms[ below {max_price}][ {pets}]
> What is there {listing} in {location}[ {pets}][ up to {max_price}]
house_value, estimate_home_value, property_valuation: Estimates what a home is worth.
- location, city = city : Where it is.
- area, size, square_feet = measure(400,5000,square feet/sq ft/square meters) : Size of the home.
- bedrooms, beds =? int(1,6) : Number of bedrooms.
- year_built, built =? year(1900,2023) : When it was built.
- garden, has_garden =? bool(true=with a garden/that has a garden;false=without a garden) : Whether there is a garden.
> How much is a [{bedrooms}-bedroom ]house of {area} in {location} worth[ {garden}]
> Estimate the value of a {area} home in {location}[ built in {year_built}]
rent_estimate, fair_rent, predict_rent: Fair rent of a home.
- location, city = city : Where.
- bedrooms, rooms, num_rooms = int(1,6) : Number of rooms.
- furnished, is_furnished =? bool(true=furnished;false=unfurnished) : Whether it is furnished.
> What is a fair rent for a [{furnished} ]flat with {bedrooms} rooms in {location}
> How much rent can I ask for {bedrooms} [{furnished} ]rooms in {location}
agent_search, find_realtor, real_estate_agents: Finds real estate agents.
- location, city = city : Where.
- language, speaks =? language : Language that the agent speaks.
> @list a real estate agent in {location}[ who speaks {language}]
> Who can sell my house in {location}
moving_quote, moving_cost: Price of a move.
- origin, from_city = city : Old place.
- destination, to_city = city : New place.
- rooms, num_rooms =? int(1,8) : Rooms to move.
- date, moving_date =? date : Day of the move.
> What does it cost to move <from {origin} & to {destination}>[ with {rooms} rooms][ on {date}]
> I'm moving to {destination} from {origin}[ {date}]. Give me a quote[ for {rooms} rooms]
## home
paint_needed, paint_calculator, gallons_of_paint: How much paint a wall needs.
- width, wall_width, length = measure(2,60,feet/meters/m) : Width of the wall.
- height, wall_height = measure(2,14,feet/meters/m) : Height of the wall.
- coverage, coverage_rate =? measure(100,500,square feet/square meters) : Area that one gallon covers.
- coats, num_coats =? int(2,4) : Number of coats.
> How much paint do I need for a wall {width} wide and {height} high[ with {coats} coats][ if a gallon covers {coverage}]
> @calc the paint for a wall with <width {width} & height {height}>[, {coats} coats]
device_control, set_device, control_device: Controls a device at home.
- device, device_name = device : The device.
- state, action, power = enum(on=on;off=off) : What to do.
- delay, after_minutes =? int(2,60) : Minutes to wait.
> Turn {state} {device}[ in {delay} minutes]
> Switch {device} {state}[ after {delay} minutes]
set_thermostat, set_temperature, adjust_heating: Sets the heating of a room.
- temperature, target, degrees = measure(14,80,degrees/°C/°F) : Wanted temperature.
- room, zone, location =? room : The room.
- mode =? enum(heat=heating;cool=cooling;eco=eco) : Mode of the thermostat.
> Set the [{room} ]thermostat to {temperature}[ in {mode} mode]
> Make it {temperature} in the {room}
dim_lights, set_brightness, light_level: Sets how bright lights are.
- brightness, level, percent = percent(5,100) : How bright.
- room, location =? room : The room.
- color =? color : Color of the light.
> Dim the [{room} ]lights to {brightness}
> Set the lights [in the {room} ]to {color} at {brightness}
electricity_cost, energy_cost, appliance_cost: Cost of running a device.
- power, watts, wattage = measure(5,3000,watts/W) : Power of the device.
- hours, hours_per_day, usage = measure(1,24,hours/h) : Hours used per day.
- price, rate, cost_per_kwh = ratio(0.08,0.6) : Price of one kilowatt hour.
> What does a {power} device cost per day if it runs {hours} and a kilowatt hour costs {price}
> @calc the electricity cost of {power} for {hours} a day at {price} per kWh
plant_watering, watering_schedule, plant_care: When a plant needs water.
- plant, plant_name = pick(basil/monstera/cactus/orchid/fern/rose) : The plant.
- season =? enum(spring=spring;summer=summer;autumn=autumn/fall;winter=winter) : The season.
- indoors, indoor =? bool(true=indoors/inside the house;false=outdoors/in the garden) : Whether it stands inside.
> How often should I water a {plant}[ {indoors}][ in {season}]
> @get the watering schedule for a {plant}[ kept {indoors}]
crop_yield, estimate_yield, harvest_estimate: Estimates the harvest of a field.
- crop, plant_type = crop : The crop.
- area, field_size, acres = measure(1,900,acres/hectares) : Size of the field.
- fertilizer, fertilizer_amount =? measure(5,200,kg/pounds) : Fertilizer used.
> How much {crop} can I harvest from {area}[ with {fertilizer} of fertilizer]
> Estimate the yield of {crop} on {area}
## schedules
create_event, add_calendar_event, schedule_event: Adds an event to the calendar.
- title, event, event_name, name = event : What it is.
- date, day, event_date = date : The day.
- time, start_time, start =? time : When it starts.
- duration, length, minutes =? measure(15,180,minutes) : How long it takes.
- location, place, where =? pick(room 12/the office/Cafe Nero/the main hall) : Where.
- attendees, participants, guests =? strings(first_name) : Who takes part.
> (Schedule|Add|Put) {title} [to my calendar ](on|for) {date}[ at {time}][ in {location}]
> @make a calendar event '{title}' {date}[ at {time}][ with {attendees}]
> I have {title} {date}[ at {time}]. Add it to my calendar
> Schedule {title} for {duration} {date}[ with {attendees}]
set_reminder, create_reminder, add_reminder: Sets a reminder.
- task, text, message, what = task : What to remember.
- time, when, at, remind_at = time : When to remind.
- date, day =? date : The day.
- repeat, recurrence =? enum(daily=every day;weekly=every week;monthly=every month) : How often.
> Remind me to {task} at {time}[ on {date}][ {repeat}]
> Set a reminder for {time}[ {date}] to {task}
> At {time}[ {repeat}] I have to {task}, remind me
set_alarm, alarm_clock, create_alarm: Sets an alarm.
- time, alarm_time, at = time : When it rings.
- days, weekday, day =? weekday : Day of the week.
- label, name =? pick(work/gym/school/medicine) : Name of the alarm.
> Wake me up at {time}[ on {days}]
> Set an alarm for {time}[ on {days}][ called {label}]
start_timer, set_timer, countdown: Starts a timer.
- duration, minutes, length = measure(1,90,minutes/min/seconds/hours) : How long.
- name, label =? pick(pasta/eggs/laundry/workout) : Name of the timer.
> Set a timer for {duration}[ named {name}]
> Start a {duration} timer[ for the {name}]
free_slots, find_availability, check_availability: When somebody has time.
- person, user, name = first_name : Who.
- date, day = date : The day.
- duration, meeting_length =? measure(15,120,minutes) : How long the meeting takes.
> When is {person} free {date}[ for {duration}]
> Does {person} have time {date}[ for a meeting of {duration}]
cancel_event, delete_event, remove_event: Removes an event from the calendar.
- title, event, event_name = event : The event.
- date, day =? date : The day.
- notify, notify_attendees =? bool(true=and tell everyone/and notify the guests;false=without telling anyone/without notifying the guests) : Whether others are told.
> Cancel [the ]{title}[ {date}][ {notify}]
> Remove {title} from my calendar[ {notify}]
days_between, date_difference, count_days: Days between two dates.
- start_date, from_date, date1, start = date(past) : First date.
- end_date, to_date, date2, end = date(past) : Second date.
- include_end, inclusive =? bool(true=including the last day/counting the last day;false=without the last day/excluding the last day) : Whether the last day counts.
> How many days are there between {start_date} and {end_date}[ {include_end}]
> @calc the number of days from {start_date} to {end_date}[ {include_end}]
time_zone_convert, convert_time, time_in_city: Converts a time of day between cities.
- time, source_time = time : The time.
- from_city, source, from_zone = city : Where that time is.
- to_city, target, to_zone = city : Where it is wanted.
> What time is it in {to_city} when it is {time} in {from_city}
> Convert {time} from {from_city} time to {to_city} time
## messages
send_email, compose_email, email_message: Sends an email.
- to, recipient, address = email : Who receives it.
- subject, title = quoted(subject) : Subject line.
- body, message, text, content =? quoted(message) : The text.
- attachment, file =? file : File to attach.
- urgent, high_priority =? bool(true=as urgent/with high priority;false=with normal priority) : Whether it is urgent.
> Send an email to {to} <with the subject {subject} & the text {body}>[ {urgent}]
> Email {to}[ about {subject}][ saying {body}][ and attach {attachment}]
> Write an email to {to} with subject {subject}[ {urgent}]
send_text, send_message, sms: Sends a text message.
- recipient, to, contact = first_name : Who receives it.
- text, message, content, body = quoted(message) : What it says.
- app, channel, via =? enum(sms=SMS;whatsapp=WhatsApp;telegram=Telegram) : How it is sent.
> Text {recipient} {text}[ via {app}]
> Send {recipient} a message saying {text}[ on {app}]
> Tell {recipient} {text}[ by {app}]
make_call, phone_call, call_contact: Calls somebody.
- contact, name, who, person = first_name : Who is called.
- type, call_type =? enum(voice=voice;video=video) : Kind of call.
- speaker, speakerphone =? bool(true=on speaker/with the speaker on;false=without the speaker) : Whether the speaker is on.
> Make a {type} call to {contact}[ {speaker}]
> Call {contact}[ {speaker}]
> I want to talk to {contact}. Start a {type} call
translate_text, translate, translator: Translates a text.
- text, sentence, input_text = quoted(sentence) : What to translate.
- target_language, to_language, target, language = language : Language to translate to.
- source_language, from_language, source =? language : Language of the text.
> Translate {text}[ from {source_language}] (to|into) {target_language}
> How do you say {text} in {target_language}
> What is {text} in {target_language}
search_emails, find_emails, email_search: Searches emails.
- sender, from, from_address =? person : Who sent them.
- keyword, query, contains = topic : Words in them.
- since, after_date, from_date =? date : Earliest day.
- unread, unread_only =? bool(true=that I haven't read/unread only;false=read or unread) : Only unread ones.
> @list emails about {keyword}[ from {sender}][ since {since}]
> Did {sender} write to me about {keyword}[ after {since}]
social_post, create_post, publish_post: Publishes a post.
- text, content, message = quoted(message) : What it says.
- platform, network, site = pick(Twitter/Facebook/LinkedIn/Instagram/Mastodon) : Where.
- schedule, publish_at =? time : When to publish.
> Post {text} on {platform}[ at {schedule}]
> Publish {text} to {platform}[ at {schedule}]
## news
news_search, get_news, find_articles: Finds news articles.
- topic, query, subject = topic : What they are about.
- country, region =? country : Country of the news.
- language =? language : Language of the articles.
- since, from_date, start_date =? date : Earliest day.
- limit, count, num_articles =? int(2,20) : How many.
> What's new about {topic}[ in {country}]
> @list [{limit} ][{language} ]news about {topic}[ since {since}]
> Find [{limit} ]articles on {topic}[ in {language}]
job_search, find_jobs, search_jobs: Finds jobs.
- title, role, occupation = occupation : The job.
- location, city =? city : Where.
- min_salary, salary =? money(30000,150000) : Lowest salary per year.
- remote, remote_only =? bool(true=that can be done from home/remote only;false=on site/not remote) : Whether from home.
> @list {title} jobs[ in {location}][ that pay at least {min_salary}][ {remote}]
> I'm a {title}. What jobs are there[ in {location}][ {remote}]
average_salary, salary_lookup, get_salary: Typical salary of a job.
- occupation, job, title = occupation : The job.
- location, city =? city : Where.
- experience, years =? int(1,30) : Years of experience.
> What does a {occupation} earn[ in {location}][ with {experience} years of experience]
> @get the average salary of a {occupation}[ in {location}]
find_service, local_service, book_service_provider: Finds somebody who does a job.
- service, service_type, job = service : The job.
- location, city, area = city : Where.
- date, day =? date : When.
- max_price, budget =? money(20,400) : Highest price.
> Who does a {service} in {location}[ for less than {max_price}]
> @list somebody for a {service} in {location}[ {date}]
course_search, find_course, online_courses: Finds courses.
- skill, subject, topic = skill : What to learn.
- level, difficulty =? enum(beginner=beginner/beginners;intermediate=intermediate learners;advanced=advanced learners) : Level.
- free, free_only =? bool(true=that costs nothing/free of charge;false=free or paid) : Only free ones.
> @list a course on {skill}[ for {level}][ {free}]
> Where can I learn {skill}[ {free}]
festival_date, holiday_date, when_is_festival: Date of a festival in a year.
- festival, holiday, name = festival : The festival.
- year = year(2015,2032) : The year.
> When is {festival} in {year}
> On which day does {festival} fall in {year}
"""

_DATA = """
## lists
sort_list, sort_numbers, order_values: Sorts a list.
- values, list, array, numbers, items = numbers : What to sort.
- order, direction, sort_order =? enum(ascending=ascending/increasing;descending=descending/decreasing) : Order of the result.
> Sort {values}[ in {order} order]
> Put {values} in {order} order
> What does {values} look like sorted[ in {order} order]
filter_list, numbers_above, greater_than: Keeps the numbers above a limit.
- values, numbers, list = numbers : The numbers.
- threshold, limit, minimum = int(1,90) : The limit.
> Which of {values} are (greater than|above|over) {threshold}
> Filter {values} and keep those larger than {threshold}
remove_duplicates, unique_values, deduplicate: Removes repeated values from a list.
- items, list, values = strings(word) : The list.
- case_sensitive =? bool(true=respecting case/case-sensitively;false=ignoring case) : Whether case matters.
> Remove duplicates from {items}[ {case_sensitive}]
> What are the unique values of {items}
sort_words, alphabetize, sort_strings: Sorts words alphabetically.
- words, strings, names, items = strings(first_name) : The words.
- reverse, descending =? bool(true=in reverse/from Z to A;false=from A to Z) : Whether to sort backwards.
> Alphabetize {words}[ {reverse}]
> Sort these names alphabetically[ {reverse}]: {words}
merge_lists, concatenate_lists, join_arrays: Joins two lists.
- first, list1, a = numbers : First list.
- second, list2, b = numbers : Second list.
> Merge {first} with {second}
> Append {second} to {first}
find_maximum, max_value, largest_number: Largest number of a list.
- numbers, values, array = numbers : The numbers.
> What is the largest (number |)of {numbers}
> Find the maximum of {numbers}
## text
count_words, word_count, text_length: Counts the words of a text.
- text, sentence, input = quoted(sentence) : The text.
- unique, distinct =? bool(true=counting each word once/unique words only;false=including repeated words) : Whether each word counts once.
> How many words are in {text}[, {unique}]
> Count the words of {text}[ {unique}]
replace_text, find_and_replace, substitute: Replaces words in a text.
- text, string, input = quoted(sentence) : The text.
- old, find, search = pick(the/a/is/you/was) : What is replaced.
- new, replacement, with = pick(that/one/will be/we/never) : What is put instead.
> Replace "{old}" with "{new}" in {text}
> In the text {text} change '{old}' to '{new}'
sentiment, analyze_sentiment, sentiment_analysis: Mood of a text.
- text, review, sentence = quoted(sentence) : The text.
- language =? language : Language of the text.
> What is the sentiment of {text}
> Is {text} positive or negative
> Analyze the sentiment of the [{language} ]text {text}
count_letter, letter_frequency, count_character: How often a letter occurs.
- word, text, string = titled(word) : The word.
- letter, char, character = pick(a/e/s/i/o/r/l/m) : The letter.
> How many times does the letter "{letter}" occur in {word}
> Count the '{letter}'s in {word}
reverse_string, reverse_text, flip_word: Reverses a text.
- text, string, word = titled(word) : The text.
> What is {text} spelled backwards
> Reverse [the word ]{text}
change_case, convert_case, text_case: Changes the case of a text.
- text, string = quoted(sentence) : The text.
- case, style, format = enum(upper=upper case/capital letters;lower=lower case/small letters;title=title case) : Wanted case.
> Write {text} in {case}
> Convert {text} to {case}
is_palindrome, check_palindrome, palindrome: Whether a word reads the same backwards.
- word, text = titled(word) : The word.
> Is {word} a palindrome
> Check if {word} reads the same backwards
password_generator, generate_password, random_password: Makes a password.
- length, size, num_characters = int(6,40) : Number of characters.
- symbols, include_symbols, special_characters =? bool(true=with special characters/including symbols;false=without special characters/without symbols) : Whether there are symbols.
- digits, include_numbers =? bool(true=with digits/including numbers;false=without digits) : Whether there are digits.
> @make a password of {length} characters[ {symbols}]
> I need a {length}-character password[ {digits}]
## files
create_file, make_file, new_file: Creates a file.
- name, filename, file_name, path = file : Name of the file.
- folder, directory, location =? folder : Where it is put.
- content, text =? quoted(message) : What is in it.
> @make a file (called|named) {name}[ in {folder}][ containing {content}]
> @make {name}[ in the folder {folder}]
delete_file, remove_file, rm: Deletes a file.
- file, path, filename = file : The file.
- folder, directory =? folder : Where it is.
- permanent, force =? bool(true=permanently/for good;false=but keep it in the trash) : Whether it is gone for good.
> Delete {file}[ from {folder}][ {permanent}]
> Remove the file {file}[ {permanent}]
move_file, mv, relocate_file: Moves a file to another folder.
- file, source, filename = file : The file.
- destination, target, to = folder : Where to.
- overwrite =? bool(true=overwriting what is there/and overwrite;false=without overwriting) : Whether to overwrite.
> Move {file} to {destination}[ {overwrite}]
> Put {file} into {destination}[ {overwrite}]
find_files, search_files, file_search: Finds files.
- pattern, extension, file_type = pick(.txt/.pdf/.py/.jpg/*.csv) : Ending of the names.
- folder, directory, path = folder : Where to search.
- recursive =? bool(true=including subfolders/recursively;false=without subfolders/not recursively) : Whether to search in subfolders.
- min_size, larger_than =? measure(1,900,MB/KB) : Smallest size.
> @list all {pattern} files in {folder}[ {recursive}][ larger than {min_size}]
> Which {pattern} files are in {folder}[ {recursive}]
rename_file, change_filename: Renames a file.
- old_name, file, source, current_name = file : Name now.
- new_name, target, name = file : New name.
> Rename {old_name} to {new_name}
> Change the name of {old_name} to {new_name}
compress_folder, zip_files, archive: Packs a folder.
- folder, directory, path = folder : What is packed.
- format, archive_type =? enum(zip=zip;tar=tar;7z=7z) : Kind of archive.
- password, secret =? pick(hunter2/s3cret/open-sesame/qwerty99) : Password of the archive.
> Compress {folder}[ as a {format} archive][ with the password {password}]
> Zip up {folder}[ and protect it with {password}]
resize_image, scale_image, change_image_size: Changes the size of an image.
- image, file, image_path = pick(photo.png/cat.jpg/logo.svg/banner.jpeg/IMG_2034.jpg) : The image.
- width, w, new_width = measure(50,4000,pixels/px) : New width.
- height, h, new_height = measure(50,4000,pixels/px) : New height.
- keep_ratio, preserve_aspect =? bool(true=keeping the aspect ratio;false=ignoring the aspect ratio) : Whether proportions stay.
> Resize {image} to {width} by {height}[ {keep_ratio}]
> Make {image} {width} wide and {height} high[ {keep_ratio}]
## database
select_rows, query_table, fetch_records: Reads rows of a table.
- table, table_name, from_table = table : The table.
- columns, fields, select =? strings(column) : Columns to read.
- limit, max_rows, top =? int(3,200) : Most rows.
- order_by, sort_column =? column : Column to sort by.
> @get {columns} from the {table} table[ sorted by {order_by}]
> @get the first {limit} rows of {table}[ ordered by {order_by}]
> Query {table} for {columns}[, at most {limit} rows]
insert_row, add_record, create_record: Adds a row to a table.
- table, table_name, into = table : The table.
- values, row, data = strings(first_name) : The values.
> Insert {values} into [the table ]{table}
> Add the values {values} to {table}
update_record, update_row, modify_record: Changes one field of a row.
- table, table_name = table : The table.
- id, row_id, record_id = plain(1,9000) : Number of the row.
- field, column = column : Which field.
- value, new_value = pick(active/closed/Berlin/42/pending) : New value.
> In {table}, set {field} to {value} (for|in) row {id}
> Update {field} of record {id} in {table} to {value}
delete_rows, delete_records, remove_rows: Deletes rows of a table.
- table, table_name = table : The table.
- column, field = column : Column that is compared.
- value, equals = pick(inactive/Paris/100/unknown/expired) : Value of the rows to delete.
> Delete all (rows|records) (of|from) {table} where {column} is {value}
> Remove everything with {column} = {value} from {table}
create_table, make_table, new_table: Creates a table.
- name, table_name, table = table : Name of the table.
- columns, fields = strings(column) : Its columns.
> @make a table (called|named) {name} with [the ]columns {columns}
> @make the table {name} that has {columns}
count_rows, row_count, number_of_records: Counts the rows of a table.
- table, table_name = table : The table.
> How many (rows|records) does {table} have
> Count the {table} rows
backup_database, db_backup, dump_database: Backs up a database.
- database, db, db_name = pick(sales_db/production/inventory/analytics/test_db) : The database.
- destination, path, folder =? folder : Where the copy goes.
- compress, compressed =? bool(true=compressed/and compress it;false=without compression/uncompressed) : Whether it is packed.
> Back up the {database} database[ to {destination}][ {compress}]
> @make a backup of {database}[ in {destination}]
## machine learning
train_model, fit_model, train_classifier: Trains a model.
- model, algorithm, model_type = pick(random forest/SVM/logistic regression/neural network/decision tree) : Kind of model.
- dataset, data, training_data = pick(iris.csv/MNIST/the Titanic dataset/sales_2023.csv) : Data to train on.
- epochs, iterations, num_epochs =? int(5,500) : Number of passes.
- learning_rate, lr =? ratio(0.001,0.1) : Learning rate.
- test_size, split =? percent(10,40) : Share kept for testing.
> Train a {model} on {dataset}[ for {epochs} epochs][ with a learning rate of {learning_rate}]
> Fit a {model} to {dataset}[, keeping {test_size} for testing]
plot_chart, draw_plot, create_chart: Draws a chart.
- values, data, y = numbers : Values to draw.
- chart_type, kind, type = enum(bar=bar;line=line;pie=pie;scatter=scatter) : Kind of chart.
- title, caption =? quoted(subject) : Title of the chart.
- color =? color : Color of the marks.
> Draw a {chart_type} chart of {values}[ with the title {title}][ in {color}]
> Plot {values} as a {chart_type} chart[ in {color}]
classify_image, image_classification, recognize_object: Says what an image shows.
- image, image_url, path = pick(cat.jpg/photo.png/dog_01.png/IMG_0042.jpg) : The image.
- top_k, num_labels =? int(2,10) : How many labels.
> What is (shown |)in {image}[? Give me the top {top_k} labels]
> Classify the image {image}[ and show {top_k} labels]
evaluate_accuracy, f1_score, classification_score: Computes a score from counts of predictions.
- true_positives, tp = int(5,900) : True positives.
- false_positives, fp = int(1,200) : False positives.
- false_negatives, fn = int(1,200) : False negatives.
> @calc the F1 score for <{true_positives} true positives & {false_positives} false positives & {false_negatives} false negatives>
> With <TP = {true_positives} & FP = {false_positives} & FN = {false_negatives}>, what is F1
"""

FAMILIES = "\n".join((_SCIENCE, _MONEY, _OUTINGS, _CULTURE, _DAILY, _DATA, MODIFIERS, LISTS, CUES))

#: Optional arguments that many functions share, with words that state them after the question.
EXTRAS = """
## calc
precision: x
- precision, decimal_places, decimals, round_to, digits =? int(1,6) : Number of decimal places. | How many decimals to round to
>  rounded to {precision} decimal places
>  to {precision} decimals
>  with {precision} decimal places
steps: x
- show_steps, explain, verbose =? bool(true=and show the steps/with all steps;false=without the steps/and skip the steps) : Whether to show the steps.
>  {show_steps}
## money
currency_of_result: x
- currency_code, output_currency, currency =? currency : Currency of the result.
monthly_view: x
- show_schedule, schedule, detailed =? bool(true=with a full schedule/and show the schedule;false=without the schedule) : Whether to return a schedule.
>  {show_schedule}
rounding: x
- rounding, precision, decimals =? int(1,4) : Number of decimals.
>  rounded to {rounding} decimals
## lookup
answer_language: x
- answer_language, lang, output_language =? language : Language of the answer.
>  and answer in {answer_language}
output_format: x
- output_format, format, response_format =? enum(json=JSON;xml=XML;csv=CSV;text=plain text) : Format of the output.
>  as {output_format}
>  in {output_format} format
page: x
- page, page_number, offset =? int(2,9) : Page of results. | Number of results to skip
## action
confirmation: x
- confirm, ask_confirmation =? bool(true=but ask me first/after I confirm;false=without asking me again) : Whether to ask before acting.
>  {confirm}
for_user: x
- user_id, account_id, user =? id(user_) : Who asks.
>  for user {user_id}
## any
debug: x
- debug, verbose, log =? bool(true=debug) : Whether to print more.
timeout: x
- timeout, max_wait, timeout_seconds =? int(5,60) : Longest time to wait, in seconds.
api_key: x
- api_key, token =? id(sk-) : Key of the caller.
"""
