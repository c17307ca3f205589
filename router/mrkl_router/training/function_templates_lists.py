# ruff: noqa: E501 (a line is an entry)
"""Families of functions whose questions list things, or say several numbers of one kind.

The notation is that of ``function_templates``.
"""

from __future__ import annotations

_NUMBERS = """
## statistics
weighted_average, weighted_mean, calc_weighted_avg: Weighted average of values. | Computes a mean in which every value has a weight.
- values, scores, data = figures(1,100) : The values. | Numbers to average
- weights, w, factors = figures(1,9) : The weight of each value.
> @calc the weighted average of the scores {values} with weights {weights}
> My scores are {values} and (they count|the weights are) {weights}. What is the weighted mean
> Average {values} using {weights} as weights
moving_average, rolling_mean, simple_moving_average: Moving average of a series. | Smooths a series with a window.
- series, values, data, prices = figures(10,90) : The series in order.
- window, window_size, n, period = int(2,6) : Number of points in each window.
- centered, center =? bool(true=centered/with centered windows;false=trailing/with trailing windows) : Whether the window is centered.
> @calc the {window}-(point|day|period) moving average of {series}[, {centered}]
> Smooth the series {series} with a window of {window}[ {centered}]
> The last sales were {series}. What is their moving average over {window} points
confidence_interval, mean_interval, ci_of_mean: Confidence interval of a mean.
- mean, sample_mean, xbar = num(10,200) : The sample mean.
- std, sd, s = num(1,30) : The sample standard deviation.
- n, sample_size, size = int(10,400) : Number of observations.
- confidence, level, confidence_level =? percent(80,99) : Confidence level.
> @calc the [{confidence} ]confidence interval for <a mean of {mean} & a standard deviation of {std} & a sample size of {n}>
> We measured a mean of {mean} with standard deviation {std} in {n} people. What is the [{confidence} ]confidence interval
> For {n} observations with <mean {mean} & standard deviation {std}>, compute the confidence interval[. Use a level of {confidence}.]
poisson_probability, poisson_pmf, poisson: Probability of a number of events in a Poisson process.
- rate, lam, mean_rate, average = num(1,20) : Average number of events per interval.
- events, k, count = int(0,15) : Number of events.
- cumulative, at_most =? bool(true=at most/no more than;false=exactly) : Whether fewer events count as well.
> If a shop gets {rate} calls per hour on average, how likely are {cumulative} {events} calls
> @calc the Poisson probability of {events} events when the average is {rate}
> With an average rate of {rate}, what is the chance of {events} events
uniform_numbers, random_uniform, sample_uniform: Draws decimal numbers between two bounds.
- low, lower, minimum, a = num(0,20) : Lower bound.
- high, upper, maximum, b = num(30,200) : Upper bound.
- size, count, n = int(2,50) : How many numbers.
- decimals, precision, digits =? int(2,5) : Decimal places kept.
> Give me {size} random decimals between {low} and {high}[ with {decimals} decimal places]
> Generate {size} uniform numbers from {low} to {high}[. Keep {decimals} decimal places.]
> I need {size} uniformly distributed values in the range {low} to {high}
histogram, histogram_counts, bin_values: Counts values in bins.
- values, data, x = figures(0,60) : Values to count.
- bins, num_bins, n_bins = int(3,12) : Number of bins.
- density, normalize, normed =? bool(true=normalized/as a density;false=not normalized/as raw counts) : Whether to normalise the counts.
> (Make|Compute) a histogram of {values} with {bins} bins[, {density}]
> Sort the values {values} into {bins} bins[ {density}]
> How are {values} distributed over {bins} bins
chi_square_test, chi2_test, goodness_of_fit: Chi-square test of observed against expected counts.
- observed, obs, observed_counts = figures(5,80) : Observed counts.
- expected, exp, expected_counts = figures(5,80) : Expected counts.
- alpha, significance =? ratio(0.01,0.1) : Significance level.
> Run a chi-square test with observed counts {observed} and expected counts {expected}[. Use a significance level of {alpha}.]
> We observed {observed} but expected {expected}. Is the difference significant[ at {alpha}]
> Test whether the counts {observed} fit the expected {expected}
range_probability, normal_between, prob_between: Probability that a normal variable lies between two values.
- mean, mu = num(20,100) : Mean.
- std, sigma, sd = num(2,15) : Standard deviation.
- lower, low, a = int(5,40) : Lower limit.
- upper, high, b = int(60,160) : Upper limit.
> What is the probability that a normal variable with <mean {mean} & standard deviation {std}> is between {lower} and {upper}
> The heights have mean {mean} and standard deviation {std}. What share lies between {lower} and {upper}
> @calc the probability of a value from {lower} to {upper} for <mean {mean} & standard deviation {std}>
## algebra
filled_matrix, make_matrix, create_grid: Creates a matrix filled with one value.
- rows, n_rows, m, height = int(2,12) : Number of rows.
- columns, n_cols, cols, width = int(2,12) : Number of columns.
- fill, value, fill_value =? int(0,9) : What every cell holds.
> (Create|Make) a matrix with <{rows} rows & {columns} columns>[ filled with {fill}]
> I need a grid of {rows} by {columns}[. Fill it with {fill}.]
> Set up a {rows} x {columns} matrix[ of {fill}s]
geometric_series, geometric_sum, sum_geometric: Sum of a geometric series.
- first, a, first_term = int(1,20) : First term.
- ratio, r, common_ratio = num(2,6) : Ratio of consecutive terms.
- terms, n, count = int(3,30) : Number of terms.
> @calc the sum of a geometric series with <first term {first} & ratio {ratio} & {terms} terms>
> A geometric series starts at {first} and has ratio {ratio}. What do the first {terms} terms add up to
> Add {terms} terms of a geometric progression: first term {first}, ratio {ratio}
polynomial_from_roots, poly_roots, build_polynomial: Builds the polynomial that has the given roots.
- roots, zeros, r = figures(1,15) : The roots.
- leading, leading_coefficient, a =? int(2,9) : Factor of the highest power.
> Which polynomial has the roots {roots}
> Build a polynomial with zeros at {roots}[. Use a leading coefficient of {leading}.]
> @calc the polynomial whose roots are {roots}[ and whose leading coefficient is {leading}]
clamp_value, clip_number, limit_to_range: Limits a number to a range.
- value, x, number = num(1,900) : The number.
- minimum, low, lo, lower = int(10,90) : Smallest result.
- maximum, high, hi, upper = int(100,500) : Largest result.
> Clamp {value} between {minimum} and {maximum}
> Limit {value} to the range {minimum} to {maximum}
> What is {value} clipped to <a minimum of {minimum} & a maximum of {maximum}>
power_sum, sum_of_powers, sum_squares: Adds up powers of numbers.
- numbers, values, nums = figures(1,30) : The numbers.
- power, exponent, p = int(2,5) : Power of each number.
> @calc the sum of {numbers} each raised to the power {power}
> Raise {numbers} to the power of {power} and add them up
> What do the numbers {numbers} add up to when each is taken to the power {power}
## physics
total_resistance, equivalent_resistance, combine_resistors: Total resistance of resistors.
- resistances, resistors, values, r = figures(1,500) : Resistances in ohms.
- connection, circuit, mode = enum(series=in series/one after another;parallel=in parallel/side by side) : How the resistors are connected.
> What is the total resistance of {resistances} ohms {connection}
> Combine resistors of {resistances} ohms {connection}
> The resistors have {resistances} ohms and are {connection}. What is the total resistance
> @calc the equivalent resistance of resistors of {resistances} ohms {connection}
lens_image_distance, thin_lens, image_distance: Distance of the image behind a thin lens.
- focal_length, f, focal = measure(2,40,cm/mm/m) : Focal length of the lens.
- object_distance, d_o, u, distance = measure(50,300,cm/mm/m) : Distance of the object.
- lens_type, kind =? enum(converging=converging/convex;diverging=diverging/concave) : Kind of lens.
> Where is the image of an object {object_distance} from a [{lens_type} ]lens with a focal length of {focal_length}
> A [{lens_type} ]lens has a focal length of {focal_length} and the object is {object_distance} away. Where is the image
> @calc the image distance for a [{lens_type} ]lens of focal length {focal_length} and an object at {object_distance}
collision_velocity, collide, momentum_collision: Velocities after two bodies collide.
- mass1, m1, first_mass = measure(1,90,kg/kilograms/g) : Mass of the first body.
- velocity1, v1, first_velocity = measure(1,40,m/s/meters per second) : Velocity of the first body.
- mass2, m2, second_mass = measure(1,90,kg/kilograms/g) : Mass of the second body.
- velocity2, v2, second_velocity = measure(0,40,m/s/meters per second) : Velocity of the second body.
- elastic, is_elastic =? bool(true=elastically/in an elastic collision;false=inelastically/and stick together) : Whether the collision is elastic.
> A cart of {mass1} at {velocity1} hits another of {mass2} at {velocity2}[ {elastic}]. How fast are they afterwards
> @calc the velocities after a collision of {mass1} moving at {velocity1} and {mass2} moving at {velocity2}
> Two bodies of {mass1} and {mass2} with speeds {velocity1} and {velocity2} collide[ {elastic}]. What happens
center_of_mass, centre_of_mass, mass_center: Centre of mass of bodies on a line.
- masses, m, weights = figures(1,50) : Masses of the bodies.
- positions, x, locations = figures(0,90) : Positions of the bodies.
> @calc the center of mass of bodies with masses {masses} at positions {positions}
> Where is the centre of mass if the masses are {masses} and they stand at {positions}
> The bodies weigh {masses} kg and lie at {positions} meters. Find their center of mass
spring_energy, elastic_energy, spring_potential: Energy stored in a stretched spring.
- stiffness, k, spring_constant = measure(5,900,N/m) : Stiffness of the spring.
- extension, x, stretch, displacement = measure(1,50,cm/m) : How far the spring is stretched.
> How much energy is in a spring with a stiffness of {stiffness} stretched by {extension}
> @calc the elastic energy for <spring constant {stiffness} & extension {extension}>
> A spring (k = {stiffness}) is pulled out by {extension}. What energy does it store
## chemistry
dilution_volume, dilute, dilution: Volume of stock solution needed for a dilution.
- stock, c1, stock_concentration = measure(2,20,M/mol/L/molar) : Concentration of the stock.
- target, c2, final_concentration = measure(1,2,M/mol/L/molar) : Wanted concentration.
- volume, v2, final_volume = measure(50,2000,mL/ml/milliliters) : Wanted volume.
> How much of a {stock} stock do I need for {volume} of a {target} solution
> Dilute {stock} stock to {target}, final volume {volume}
> I have a {stock} solution and want {volume} at {target}. How much stock is that
mix_substances, mixture, combine_reagents: Predicts what mixing substances gives.
- substances, reactants, reagents = several(reagent) : The substances that are mixed.
- temperature, temp =? measure(10,200,degrees Celsius/°C) : Temperature of the mixture.
- catalyst =? pick(platinum/nickel/iron oxide) : Catalyst, if any.
> What happens if I mix {substances}[ at {temperature}]
> Combine {substances}[ at {temperature}][. Use {catalyst} as a catalyst.]
> Which products do {substances} give[ with {catalyst} as catalyst]
## finance
net_present_value, npv, discounted_value: Net present value of cash flows. | Discounts a list of yearly cash flows.
- cash_flows, flows, payments = figures(100,5000) : Cash flow of each year.
- rate, discount_rate, r = percent(2,15) : Discount rate.
- initial, initial_investment, outlay =? money(1000,20000) : Money paid at the start.
> @calc the net present value of cash flows {cash_flows} at a discount rate of {rate}
> A project pays {cash_flows} in the coming years. What is it worth at {rate}[ if I invest {initial}]
> Discount the payments {cash_flows} at {rate}[. The initial investment is {initial}.]
savings_goal, time_to_goal, savings_time: How long saving takes to reach a goal.
- goal, target, target_amount = money(5000,90000) : Amount to reach.
- monthly, deposit, monthly_deposit = money(50,900) : Amount saved every month.
- start, initial, starting_balance =? money(100,4000) : Amount saved already.
- rate, interest_rate =? percent(1,6) : Yearly interest.
> How long until I have {goal} if I save {monthly} a month[ at {rate}][, with {start} to start with]
> I want {goal} and can put aside {monthly} every month. When am I there[? I already have {start}.]
> When do I reach {goal} with <monthly deposits of {monthly} & an interest rate of {rate}>
asset_depreciation, depreciation, depreciate: Yearly depreciation of an asset.
- cost, price, purchase_price = money(2000,90000) : Purchase price.
- salvage, residual, salvage_value = money(100,1900) : Value at the end.
- life, years, useful_life = int(3,20) : Useful life in years.
- method =? enum(straight_line=straight-line/linear;declining_balance=declining balance/degressive) : Depreciation method.
> @calc the [{method} ]depreciation of a machine that cost {cost}, is worth {salvage} at the end and lasts {life} years
> Depreciate an asset with <a cost of {cost} & a salvage value of {salvage} & a life of {life} years>[. Use the {method} method.]
> How much value does a {cost} van lose each year over {life} years with a residual value of {salvage}
inflation_adjust, adjust_for_inflation, real_value: Value of an amount of money in another year.
- amount, value, sum = money(10,9000) : Amount of money.
- from_year, start_year, base_year = year(1950,1995) : Year of the amount.
- to_year, end_year, target_year = year(1996,2025) : Year to convert to.
- country, region =? nation : Country whose inflation is used.
> What is {amount} from {from_year} worth in {to_year}[ in {country}]
> How much would {amount} in {from_year} be in {to_year} money[? Use inflation figures for {country}.]
> Adjust {amount} for inflation from {from_year} to {to_year}
invoice_total, total_invoice, sum_invoice: Adds up the items of an invoice.
- prices, amounts, items = figures(5,400) : Price of each item.
- include_tax, with_tax, tax_included =? bool(true=including tax/with tax/tax included;false=without tax/before tax/excluding tax) : Whether tax is added.
- discount, rebate =? percent(2,30) : Discount on the total.
> What do items at {prices} come to[, {include_tax}]
> Total an invoice with prices {prices}[, {include_tax}][ and a discount of {discount}]
> Add up {prices} on one invoice[ {include_tax}][. Give them {discount} off.]
## investing
compare_stocks, stock_comparison, compare_companies: Compares companies by a figure of their stock.
- companies, stocks, names = several(company) : The companies to compare. | List of company names
- metric, measure, figure =? enum(market_cap=market cap/market value/size;pe_ratio=P/E ratio/price-earnings ratio;dividend_yield=dividend yield) : What to compare by.
- period, time_span, range =? pick(last year/the past 6 months/the last quarter) : Time span.
> Compare the stocks of {companies}[ by {metric}][ over {period}]
> How do {companies} compare[ by {metric}]
> Which of {companies} did better[ over {period}]
watch_stocks, stock_watchlist, track_tickers: Puts stocks on a watch list.
- tickers, symbols, stocks = names(ticker) : Ticker symbols. | Symbols of the stocks
- alert_change, threshold, percent_change =? percent(1,15) : Change in percent that triggers an alert.
> Add {tickers} to my watch list[. Alert me when they move by {alert_change}.]
> Watch {tickers}[ and tell me about changes above {alert_change}]
> I want to keep an eye on the stocks {tickers}
"""

_PLACES = """
## weather
weather_alerts, severe_weather, storm_warnings: Warnings of severe weather.
- regions, states, areas = names(state) : States to watch.
- kinds, alert_types, hazards =? options(storm/flood/heat/snow/fog/wildfire) : Kinds of warnings.
- active_only, current =? bool(true=active/current;false=all past and present) : Whether to leave out old warnings.
> Show me [{+active_only} ][{kinds} ]warnings for {regions}
> Are there any {kinds} warnings in {regions}
> What [{+active_only} ]weather alerts are there for {regions}[? I only care about {kinds}.]
climate_normals, monthly_climate, average_climate: Usual weather of places in given months.
- places, locations, cities = names(city) : The places.
- months, month_list = several(month_name) : Months of the year.
- units, unit_system =? enum(metric=in Celsius/in metric units/in degrees Celsius;imperial=in Fahrenheit/in imperial units) : 'metric' for Celsius, 'imperial' for Fahrenheit.
> How warm is it usually in {places} in {months}[, {units}]
> What is the average climate of {places} for the months {months}[ {units}]
> Show me the normals for {places}, {months}[ {units}]
## geography
distance_table, distance_matrix, pairwise_distances: Distances between all pairs of places.
- cities, places, locations = several(city) : Places.
- unit, distance_unit =? enum(km=kilometers/km;mi=miles) : Unit of the distances.
- mode, travel_mode =? enum(driving=by car/by road;walking=on foot;air=as the crow flies/in a straight line) : How distances are measured.
> Make a distance table for {cities}[ in {unit}][, {mode}]
> What are the distances between {cities}[ {mode}]
> List all distances among the cities {cities}[. Use {unit}.]
shared_borders, border_countries, common_border: Whether countries share a border and how long it is.
- countries, nations, country_list = several(nation) : The countries.
- maritime, include_sea, sea_borders =? bool(true=including sea borders/counting sea borders;false=without sea borders/land borders only) : Whether borders at sea count.
> Do {countries} share a border[, {maritime}]
> How long are the borders between {countries}[, {maritime}]
> Check the borders of {countries}[ {maritime}]
highest_peaks, tallest_mountains, top_peaks: The highest mountains of countries.
- countries, nations, areas = names(nation) : Countries to search.
- count, n, limit, top =? int(2,20) : How many mountains.
- min_height, above, minimum_elevation =? measure(1000,6000,meters/m/feet) : Smallest height.
> What are the [{count} ]highest mountains in {countries}
> List the peaks of {countries}[ above {min_height}][. Keep it to {count} results.]
> Which mountains in {countries} are higher than {min_height}
compare_countries, country_comparison, country_stats: Compares figures of countries.
- countries, nations = several(nation) : Countries to compare.
- indicators, metrics, fields = options(population/area/GDP/life expectancy/literacy) : Figures to compare.
- year =? year(1990,2024) : Year of the figures.
> Compare {countries} by {indicators}[ in {year}]
> How do {countries} differ in {indicators}
> Show {indicators} for {countries}[. Use figures of {year}.]
## travel
multi_city_trip, plan_itinerary, trip_planner: Plans a trip through several cities.
- cities, stops, destinations = several(city) : Cities in the order of the visit.
- days, duration, total_days = int(4,25) : Length of the trip in days.
- interests, themes =? options(museums/food/hiking/nightlife/beaches/shopping) : What the traveller likes.
- budget, max_budget =? money(500,9000) : Money available.
> Plan a {days}-day trip through {cities}[ with a focus on {interests}]
> I have {days} days for {cities}. What should I do[? I like {interests}.][ My budget is {budget}.]
> Put together a trip to {cities} for {days} days[. I'm interested in {interests}.]
packing_list, what_to_pack, pack_for_trip: Suggests what to pack.
- activities, plans = options(skiing/swimming/hiking/business meetings/camping) : What the traveller will do.
- destination, place, where = city : Where the trip goes.
- nights, days, length =? int(2,20) : Length of the trip.
- carry_on, hand_luggage_only =? bool(true=with hand luggage only/carry-on only;false=with checked luggage) : Whether only hand luggage is taken.
> What should I pack for {activities} in {destination}[ for {nights} nights][, {carry_on}]
> Make a packing list for a trip to {destination}[, {carry_on}]. We plan {activities}
> Help me pack for {nights} nights of {activities} in {destination}
## traffic
traffic_report, road_conditions, traffic_status: Traffic on roads.
- roads, highways, routes = names(road) : Roads to check.
- direction, heading =? enum(north=northbound/to the north;south=southbound/to the south;east=eastbound;west=westbound) : Direction of travel.
- incidents_only, only_incidents =? bool(true=accidents only/only incidents;false=with all delays) : Whether only incidents are reported.
> How is the traffic on {roads}[ {direction}]
> Check the roads {roads}[, {direction}][, {incidents_only}]
> Are there delays on {roads}[ {direction}][? Show {incidents_only}.]
traffic_light_plan, signal_timing, set_signal_phases: Sets how long the phases of a traffic light last.
- intersection, junction, crossing = pick(Main Street and 5th Avenue/Oak Road and Hill Street/Market Square) : Which crossing.
- phases, durations, seconds = figures(5,90) : Length of each phase in seconds.
- pedestrian, crosswalk_phase =? bool(true=with a pedestrian phase/with time for pedestrians;false=without a pedestrian phase) : Whether pedestrians get a phase.
> Set the lights at {intersection} to phases of {phases} seconds[ {pedestrian}]
> Use phases of {phases} seconds for the signal at {intersection}[, {pedestrian}]
> Change the traffic light at {intersection}, {pedestrian}, to {phases} seconds
## recipes
meal_plan, plan_meals, weekly_menu: Plans meals for several days.
- days, num_days = int(2,10) : Days to plan.
- people, servings, persons =? int(2,8) : How many people eat.
- exclude, avoid, without = names(grocery) : Ingredients that must not be used.
- meals, meal_types =? options(breakfast/lunch/dinner/snacks) : Which meals.
> Plan [{meals} ]for {days} days without {exclude}[ for {people} people]
> Make a {days}-day meal plan[ for {people} people]. We don't eat {exclude}
> I need {meals} for {days} days and must avoid {exclude}[. We are {people} people.]
compare_nutrition, nutrition_comparison, compare_foods: Compares what foods contain.
- foods, items = several(fruit) : Foods to compare.
- nutrients, fields =? options(protein/fiber/sugar/vitamin C/fat/iron) : Nutrients to compare.
- per, serving, amount =? enum(100g=per 100 grams/per 100 g;serving=per serving/per portion) : What the figures refer to.
> Which of {foods} has the most {nutrients}[ {per}]
> Compare {foods}[ by {nutrients}][, {per}]
> How do {foods} compare in {nutrients}[ {per}]
pantry_ideas, cook_with, use_up_leftovers: Suggests dishes that use what is at hand.
- ingredients, have, leftovers = names(grocery) : What is at hand. | List of ingredients
- max_time, minutes, time_limit =? int(10,90) : Longest cooking time in minutes.
- vegetarian, veggie =? bool(true=vegetarian/without meat;false=with meat) : Whether dishes must be meatless.
> What can I cook (with ingredients: {ingredients}|from {ingredients})[ in {max_time} minutes]
> I have {ingredients} left. What [{+vegetarian} ]dish can I make
> Suggest a [{+vegetarian} ]dish that uses up {ingredients}[. It should take {max_time} minutes at most.]
## shops
gift_ideas, suggest_gifts, gift_finder: Suggests presents.
- recipient, person, for_whom = pick(my sister/a colleague/my grandfather/a teenager/my wife) : Who gets the present.
- interests, hobbies, likes = names(hobby) : What the person likes.
- age =? int(6,90) : Age of the person.
- max_price, budget =? money(10,300) : Most that it may cost.
> What can I give {recipient}, who likes {interests}[, for at most {max_price}]
> Find a gift for {recipient}, who is {age} and enjoys {interests}
> Suggest a present for {recipient}[. The budget is {max_price}.] The hobbies are {interests}
"""

_DATA = """
## database
select_columns, fetch_columns, read_columns: Reads columns of a table.
- columns, fields, cols = names(column) : Columns to read. | Names of the columns
- table, table_name, source = table : Table to read.
- limit, max_rows, n =? int(5,200) : Most rows to return.
- distinct, unique =? bool(true=without duplicates/without repeats/distinct rows only;false=with duplicates) : Whether repeated rows are dropped.
> Select {columns} from (the {table} table|{table})[, {distinct}][, at most {limit} rows]
> Show the columns {columns} of the {table} table[, {distinct}]
> I want {columns} from {table}[. Limit it to {limit} rows.]
group_rows, aggregate_table, group_by: Groups rows and computes a figure for each group.
- table, table_name = table : The table.
- group_by, group_columns, keys = names(column) : Columns that form the groups.
- aggregate, function, agg = enum(sum=sums/totals;avg=averages/mean values;max=maximum values/highest values;count=counts) : What to compute: sum, avg, max or count.
> Group {table} by {group_by} and show the {aggregate}
> Give me {aggregate} of the {table} table per {group_by}
> What are the {aggregate} in {table} when grouped by {group_by}
create_index, add_index, index_columns: Creates an index on a table.
- table, table_name, tbl = table : Table to index.
- columns, fields, cols = names(column) : Columns in the index.
- unique, is_unique =? bool(true=unique;false=non-unique) : Whether values must be unique.
> Create (an|a {unique}) index on {table} over {columns}
> Add (an|a {unique}) index for the columns {columns} of the {table} table
> Index {table} by {columns}
fill_missing, impute_values, handle_missing: Fills missing values of columns.
- columns, fields = names(column) : Columns to fill.
- strategy, method, how = enum(mean=the mean/the average;median=the median/the middle value;mode=the most frequent value;zero=zeros/0) : How values are filled.
- in_place, inplace =? bool(true=in place/in the same table;false=in a copy/in a new table) : Whether the table itself is changed.
> Fill missing values of {columns} with {strategy}[, {in_place}]
> Replace the gaps in the columns {columns} by {strategy}[ {in_place}]
> If there are gaps in {columns}, put {strategy}[. Do it {in_place}.]
## machine learning
grid_search, tune_parameters, hyperparameter_search: Tries combinations of settings.
- model, estimator = pick(random forest/SVM/XGBoost model/ridge regression) : Model to tune.
- depths, max_depths, values = figures(2,30) : Depths to try.
- folds, cv, k =? int(3,10) : Folds of the cross-validation.
- metric, scoring =? enum(accuracy=accuracy;f1=F1 score/F1;roc_auc=area under the curve/AUC) : Figure to optimise.
> Tune a {model} with depths {depths}[ using {folds} folds][ and optimise {metric}]
> Try the depths {depths} for a {model}[. Use {folds}-fold cross-validation.]
> Search over depths {depths} with a {model}[, scored by {metric}]
compare_models, model_comparison, benchmark_models: Compares models on a data set.
- models, algorithms, classifiers = options(random forest/logistic regression/SVM/naive Bayes/gradient boosting) : Models to compare.
- dataset, data, file = pick(iris.csv/the housing data/churn.csv/MNIST) : Data to use.
- test_size, split, holdout =? ratio(0.1,0.4) : Share of rows held out.
- shuffle, shuffled =? bool(true=shuffled/with shuffling;false=without shuffling/unshuffled) : Whether rows are shuffled first.
> Compare {models} on {dataset}[, {shuffle}]
> Which works better on {dataset}: {models}[? Hold out {test_size} of the rows.]
> Benchmark {models} with {dataset}[ and a test size of {test_size}][, {shuffle}]
drop_features, remove_features, exclude_columns: Leaves features out of a data set.
- features, columns, names = names(column) : Features to leave out.
- dataset, data, source = pick(train.csv/the training set/customers.parquet) : Data set to change.
> Drop {features} from {dataset}
> Train without the features {features} of {dataset}
> Leave {features} out of {dataset}
## text
highlight_words, mark_keywords, find_keywords: Finds words in a text.
- words, keywords, terms = names(term) : Words to find.
- document, file, source = file : Where to look.
- ignore_case, case_insensitive =? bool(true=ignoring case/ignore case/regardless of case;false=case-sensitively/matching case) : Whether upper and lower case count as the same.
- whole_word, exact =? bool(true=whole words only/as whole words;false=inside words too) : Whether parts of words count.
> Find {words} in {document}[, {ignore_case}][, {whole_word}]
> Highlight the words {words} in {document}[, {whole_word}]
> Where does {document} mention {words}[, {ignore_case}]
tag_note, add_tags, label_note: Puts tags on a note.
- tags, labels, keywords = names(term) : Tags to add.
- note, title, note_title = quoted(subject) : Title of the note.
- replace_existing, overwrite =? bool(true=replacing the old tags/instead of the old tags;false=keeping the old tags) : Whether old tags are removed.
> Tag my note {note} with {tags}[, {replace_existing}]
> Add the tags {tags} to {note}[, {replace_existing}]
> Label {note} as {tags}
## biology
phylogenetic_tree, build_tree, evolution_tree: Builds an evolutionary tree.
- species, organisms, taxa = several(animal) : Species in the tree.
- method, algorithm =? enum(neighbor_joining=neighbor joining;maximum_likelihood=maximum likelihood;parsimony=parsimony) : How the tree is built.
- bootstrap, replicates =? int(50,900) : Bootstrap runs.
> Build an evolutionary tree of {species}[ by {method}]
> How are {species} related[? Use {method}.]
> Draw a tree with {species}[, {bootstrap} bootstrap runs]
track_animals, animal_sightings, wildlife_sightings: Reported sightings of animals.
- animals, species, names = names(animal) : Animals to look for.
- area, location, region = state : Where they were seen.
- since_year, since, from_year =? year(1990,2025) : First year.
> Where have {animals} been seen in {area}[ since {since_year}]
> Show sightings of {animals} in {area}[. Start with {since_year}.]
> Were there any {animals} in {area}[ after {since_year}]
## health
workout_plan, training_plan, make_workout: Makes a workout plan.
- muscles, muscle_groups, targets = options(legs/chest/back/shoulders/arms/core) : Muscle groups to train.
- minutes, duration, length = int(10,90) : Length of a session.
- days, sessions, per_week =? int(2,6) : Sessions per week.
- equipment, with_equipment =? bool(true=with weights/with equipment;false=without equipment/with body weight only) : Whether equipment is used.
> Make a {minutes}-minute workout for {muscles}[ {equipment}]
> I want to train {muscles} for {minutes} minutes[, {days} times a week][, {equipment}]
> Plan a workout of {minutes} minutes[ {equipment}]. It should train {muscles}
vaccines_needed, travel_vaccines, vaccination_advice: Vaccinations recommended for countries.
- countries, destinations, nations = names(nation) : Countries to be visited.
- had, previous, already_vaccinated =? options(tetanus/hepatitis A/rabies/yellow fever) : Vaccinations already given.
- pregnant, is_pregnant =? bool(true=I'm pregnant;false=I'm not pregnant) : Whether the person is pregnant.
> Which shots do I need for {countries}[? I already had {had}.][ {pregnant}.]
> What vaccinations are recommended for a trip to {countries}[ if I have had {had}]
> Check the vaccinations for travel to {countries}[. {pregnant}.]
log_vitals, record_blood_pressure, save_vitals: Stores blood pressure and pulse.
- systolic, sys, upper = int(95,180) : Upper value.
- diastolic, dia, lower = int(55,110) : Lower value.
- pulse, heart_rate, bpm =? int(45,150) : Heart beats per minute.
- arm, side =? enum(left=left;right=right) : Arm used.
> Record a blood pressure of {systolic} over {diastolic}[ with a pulse of {pulse}][, {arm} arm]
> My blood pressure is {systolic}/{diastolic}[, pulse {pulse}]. Save it
> Log {systolic} over {diastolic}[ on the {arm} arm][. The pulse was {pulse}.]
"""

_LEISURE = """
## games
trivia_round, quiz_questions, get_trivia: Questions for a quiz.
- categories, topics, subjects = names(subject_area) : Subjects of the questions.
- count, amount, n =? int(3,30) : Number of questions.
- difficulty, level =? enum(easy=easy/simple;medium=medium/moderate;hard=hard/tricky/difficult) : How hard the questions are.
- multiple_choice, choices =? bool(true=with multiple choice/multiple-choice;false=without choices/open) : Whether answers are offered.
> Give me [{count} ][{difficulty} ]quiz questions about {categories}[, {multiple_choice}]
> Start a [{difficulty} ]trivia round on {categories}[. Keep it to {count} questions.]
> Ask me [{count} ]questions about {categories}[ {multiple_choice}]
party_strength, evaluate_party, party_balance: Rates a group of characters in a role-playing game.
- classes, heroes, members = several(hero) : Classes of the characters.
- levels, hero_levels = figures(1,40) : Level of each character.
- hard_mode, hardcore =? bool(true=in hard mode/on hardcore;false=in normal mode) : Whether the hard mode is on.
> How strong is a party of {classes} with levels {levels}[ {hard_mode}]
> Rate my party: {classes}, levels {levels}[, {hard_mode}]
> My group has {classes} and their levels are {levels}. Is it good enough[ {hard_mode}]
lottery_check, check_ticket, check_numbers: Compares lottery numbers with a draw.
- numbers, picks, ticket = figures(1,49) : Numbers on the ticket.
- bonus, bonus_number, extra =? plain(1,10) : The bonus number.
- draw_date, date = date : Day of the draw.
> Did {numbers} win in the lottery {draw_date}[? My bonus number is {bonus}.]
> Check my numbers {numbers} for the draw {draw_date}
> I played {numbers}[ with bonus number {bonus}]. Check the draw {draw_date}
## sports
fantasy_lineup, set_lineup, pick_players: Sets the players of a fantasy team.
- players, athletes, lineup = several(athlete) : Players in the line-up.
- week, round, game_week = int(1,38) : Week of the season.
- captain =? athlete : Captain of the team.
> Set my lineup for week {week} to {players}
> Play {players} in week {week}[. Make {captain} captain.]
> For week {week} I want {players} in my fantasy team
relay_time, total_race_time, sum_splits: Adds up split times of a race.
- splits, times, laps = figures(9,70,1) : Split times in seconds.
- penalty, added =? int(1,15) : Penalty in seconds.
> What is the total of the split times {splits}[ with a penalty of {penalty} seconds]
> Our runners needed {splits} seconds. What is the relay time[? Add {penalty} seconds as a penalty.]
> Add up the laps {splits}
## music
chord_from_notes, name_chord, identify_chord: Names the chord that notes form.
- notes, tones, pitches = several(note) : Notes of the chord.
- bass, root =? note : Lowest note.
> Which chord do the notes {notes} make
> Name the chord with {notes}[ over {bass}]
> What do you call {notes} played together[ with {bass} in the bass]
mix_genres, genre_mix, radio_station: Plays a mix of genres.
- genres, styles = names(genre) : Genres in the mix.
- decade, era =? pick(80s/90s/1970s/2000s) : Decade of the music.
- explicit, allow_explicit =? bool(true=explicit songs are fine;false=no explicit songs/without explicit songs) : Whether explicit songs may be played.
> Start a mix of {genres}[ from the {decade}][, {explicit}]
> Play {decade} {genres}
> I want to hear {genres}[, {explicit}]
## arts
mix_colors, blend_paint, color_mix: Colour that results from mixing paints.
- colors, paints, pigments = several(color) : Colours that are mixed.
- parts, ratio, amounts =? figures(1,9) : Parts of each colour.
- lightness, shade =? enum(light=lighter/brighter;dark=darker) : Whether to lighten or darken.
> What do I get if I mix {colors}[ in parts of {parts}]
> Mix {colors} paint[ and make it {lightness}]
> Blend the colors {colors}[. Use {parts} parts.]
## films
films_with_actors, shared_films, movies_with_cast: Films in which actors play.
- actors, cast, people = names(actor) : Actors who play in the film.
- genres, kinds =? names(film_genre) : Genres.
- since, from_year, year_min =? year(1970,2024) : Oldest year.
> Which films have {actors} in them[ since {since}]
> Find [{genres} ]movies with {actors}[. Nothing older than {since}.]
> What [{genres} ]films star {actors}
## genealogy
common_ancestor, shared_ancestor, find_ancestor: Finds the closest common ancestor of people.
- people, persons, names = several(person) : People in the family tree.
- generations, max_generations, depth =? int(2,12) : How far back to look.
> Who is the common ancestor of {people}[ within {generations} generations]
> How are {people} related[? Go back {generations} generations.]
> Find an ancestor that {people} share
add_children, register_children, link_children: Adds children to a person in a family tree.
- parent, person, father_or_mother = person : The parent.
- children, kids, child_names = several(given_name) : First names of the children.
- birth_years, years, born =? figures(1890,2020) : Years of birth.
- adopted, is_adopted =? bool(true=adopted;false=biological) : Whether they were adopted.
> Add {children} as [{adopted} ]children of {parent}[, born in {birth_years}]
> In my family tree, {parent} is the parent of {children}[. They were born in {birth_years}.]
> Register the [{adopted} ]children {children} under {parent}
## education
grade_point_average, gpa, compute_gpa: Grade point average of courses.
- grades, marks, points = figures(1,4,1) : Grade of each course.
- credits, hours, weights = figures(1,6) : Credits of each course.
- weighted =? bool(true=weighted;false=unweighted) : Whether advanced courses count more.
> @calc my [{weighted} ]grade point average for grades {grades} with {credits} credits
> I got {grades} in courses worth {credits} credits. What is my [{weighted} ]GPA
> With the grades {grades} and credits {credits}, what is my average
make_quiz, quiz_builder, create_test: Makes a test for pupils.
- topics, chapters, subjects = names(subject_area) : Topics of the test.
- grade, grade_level, school_year = int(1,12) : School year of the pupils.
- questions, n_questions, count =? int(4,40) : Number of questions.
- with_answers, answer_key =? bool(true=with an answer key/with solutions;false=without answers/without solutions) : Whether solutions are added.
> Make a test on {topics} for grade {grade}[ with {questions} questions][, {with_answers}]
> I teach grade {grade} and need a quiz about {topics}[, {with_answers}][. {questions} questions are enough.]
> Write a quiz for grade {grade} on {topics}[ {with_answers}]
## messages
## schedules
weekly_repeat, repeat_event, set_recurring: Repeats an event on days of the week.
- event, title, name = event : What is repeated.
- days, weekdays, on_days = names(weekday_name) : Days of the week.
- time, start_time, at = time : When it starts.
- reminder, remind, notify =? bool(true=with a reminder;false=without a reminder/no reminder) : Whether to remind.
> Repeat {event} every {days} at {time}[ {reminder}]
> Put {event} on {days} at {time}, every week[ {reminder}]
> My {event} is on {days} at {time} each week. Put it in the calendar[, {reminder}]
find_meeting_time, common_free_time, group_availability: Finds a time at which all people are free.
- people, attendees, participants = names(given_name) : Who must be free.
- minutes, duration, length = int(15,120) : Length of the meeting.
- days, on_days =? names(weekday_name) : Days that are possible.
> When are {people} and I free for {minutes} minutes[ on {days}]
> Find {minutes} minutes with {people}[. It has to be {days}.]
> I need a {minutes}-minute slot with {people}[ on {days}]
## law
compare_statutes, law_by_state, compare_laws: Compares laws of states.
- states, jurisdictions, places = several(state) : States to compare.
- subject, topic, area = pick(gun ownership/rent control/parental leave/minimum wage/data privacy) : Subject of the law.
- recent_changes, changes =? bool(true=including recent changes/with recent changes;false=without recent changes) : Whether recent changes are listed.
> Compare the laws on {subject} in {states}[, {recent_changes}]
> How do {states} differ on {subject}
> What are the rules about {subject} in {states}[ {recent_changes}]
draft_contract, write_contract, contract_template: Drafts a contract between parties.
- kind, contract_type, type = enum(lease=a lease/a rental contract;employment=an employment contract/a job contract;nda=a confidentiality agreement/an NDA) : Kind of contract.
- parties, between, signers = several(person) : Parties of the contract.
- clauses, sections =? options(termination/liability/payment/privacy) : Clauses to include.
- months, duration, term =? int(3,60) : Term in months.
> Draft {kind} between {parties}[ with clauses on {clauses}]
> Write {kind} for {parties}[ over {months} months]
> I need {kind} between {parties}[. Include {clauses}.]
## history
timeline, build_timeline, events_between: Events of places between two years.
- places, countries, regions = names(nation) : Countries of interest.
- start_year, from_year, start = year(1500,1850) : First year.
- end_year, to_year, end = year(1851,2000) : Last year.
- topics, themes =? options(wars/trade/science/religion/art) : What the events are about.
> Make a timeline of {places} from {start_year} to {end_year}[, covering {topics}]
> What happened in {places} between {start_year} and {end_year}[? I'm interested in {topics}.]
> List events in {places} with <start year {start_year} & end year {end_year}>
"""

LISTS = "\n".join((_NUMBERS, _PLACES, _DATA, _LEISURE))
