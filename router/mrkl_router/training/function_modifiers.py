# ruff: noqa: E501 (a line is an entry)
"""Families whose arguments are easily missed: unquoted lists, cue words, words before a noun.

Written as those of ``function_templates``.
"""

from __future__ import annotations

MODIFIERS = """
## buying
find_clothes, search_apparel, clothing_search: Searches clothes. | Finds garments by what they look like.
- item, garment, product_type, clothing_item = pick(shirt/dress/jacket/sweater/coat/skirt/scarf/pair of jeans/pair of boots/hoodie) : Kind of garment.
- color, colour =? color : Color of the garment.
- fabric, material =? pick(cotton/wool/leather/linen/silk/denim/polyester/velvet) : What it is made of.
- size =? enum(S=small;M=medium;L=large;XL=extra large) : Size: S, M, L or XL.
- max_price, budget, price_limit =? money(10,300) : Highest price.
- on_sale, discounted =? bool(true=on sale/that is discounted;false=at full price) : Only discounted items.
> @list a [{color} ][{fabric} ]{item}[ in {size}][ under {max_price}]
> @list a [{size} ][{color} ][{fabric} ]{item}[ for less than {max_price}][ {on_sale}]
> Are there any [{color} ][{fabric} ]{item}[ {on_sale}][ below {max_price}] (here|around)
> I want a [{fabric} ]{item}[ in {color}][, size {size}]
compare_products, product_comparison, compare_items: Compares products.
- products, items, product_names, models = strings(product) : Products to compare.
- criteria, features, aspects =? strings(feature) : What to compare by.
> Compare {products}[ by {criteria}]
> How do {products} compare[ in terms of {criteria}]
> Which is better, {products}[? I care about {criteria}]
shopping_list_add, add_to_shopping_list, add_groceries: Puts things on the shopping list.
- items, products, groceries, things = strings(food) : What to buy.
- list_name, list =? pick(weekly/party/holiday/office) : Which list.
> Add {items} to my [{list_name} ]shopping list
> I need to buy {items}[, put them on the {list_name} list]
> Put {items} on the [{list_name} ]list
stock_of_product, pieces_left, product_availability: Tells how many pieces of a product are in stock.
- product, item, product_name = product : The product.
- color, variant =? color : Color of the product.
- locations, stores, cities, branches =? strings(city) : Shops to look in.
> Is the [{color} ]{product} in stock[ in {locations}]
> How many [{color} ]{product}s are left[ in {locations}]
> Check whether you have the {product}[ in {color}][ at the stores in {locations}]
search_homes, find_property, property_search: Searches homes.
- property_type, type, kind = enum(house=house;apartment=apartment/flat;condo=condo;studio=studio) : Kind of home.
- location, city, area = city : Where.
- bedrooms, num_bedrooms, beds =? int(1,6) : Number of bedrooms.
- bathrooms, num_bathrooms, baths =? int(1,4) : Number of bathrooms.
- max_price, budget, price_max =? money(900,900000) : Highest price.
- features, amenities =? strings(amenity) : What it must have.
- for_rent, rental =? bool(true=for rent/to rent;false=for sale/to buy) : Whether to rent.
> @list a {bedrooms}(-| )bedroom {property_type} in {location}[ {for_rent}][ under {max_price}][ with {features}]
> @list a {property_type} {for_rent} in {location}[ with <{bedrooms} bedrooms & {bathrooms} bathrooms>]
> @list {property_type}s in {location} with {features}[ below {max_price}]
second_hand_cars, find_used_car, search_cars: Searches used cars.
- year, model_year =? year(1995,2025) : Year it was built.
- make, brand, manufacturer = car_brand : Who built it.
- color, exterior_color =? color : Color.
- max_mileage, mileage, max_km =? int(10000,150000) : Most miles driven.
- fuel, fuel_type =? enum(petrol=petrol/gasoline;diesel=diesel;electric=electric;hybrid=hybrid) : Kind of fuel.
- automatic, is_automatic =? bool(true=automatic;false=manual) : Whether it shifts by itself.
> @list a [{year} ][{color} ]{make}[ with under {max_mileage} miles]
> @list a[n] [{automatic} ][{fuel} ]{make}[ from {year}][ with less than {max_mileage} miles]
> Are there any [{color} ][{fuel} ]{make}s[ from {year}]
## outings
search_restaurants_by_taste, find_eatery, restaurant_search: Finds restaurants.
- cuisine, cuisine_type, food_type =? cuisine : Kind of food.
- price_range, price_level =? enum(cheap=cheap/budget/inexpensive;moderate=mid-priced/moderately priced;expensive=fancy/upscale/high-end) : cheap, moderate or expensive.
- location, city, area = city : Where.
- vegetarian, veg_friendly =? bool(true=with vegetarian options/vegetarian-friendly;false=with or without vegetarian dishes) : Whether vegetarian dishes are needed.
- amenities, features =? strings(amenity) : What the place must have.
> @list a[n] [{price_range} ][{cuisine} ](restaurant|place to eat|spot) in {location}[ {vegetarian}][ with {amenities}]
> @list [{price_range} ]{cuisine} food in {location}[ {vegetarian}]
> Where can I eat [{price_range} ]{cuisine} in {location}[? It should have {amenities}]
recipe_from_pantry, find_recipe_by_ingredients, what_to_cook: Finds a recipe for what one has.
- ingredients, available_ingredients, pantry = strings(ingredient) : What there is.
- diet, dietary_restriction, diet_type =? diet : Diet to keep.
- exclude, without, avoid =? strings(ingredient) : What must not be in it.
- max_time, cooking_time, minutes =? int(10,90) : Longest time in minutes.
- meal, meal_type, course =? enum(breakfast=breakfast;lunch=lunch;dinner=dinner;dessert=dessert) : Which meal.
> What [{diet} ]{meal} can I (cook|make) with {ingredients}[ in {max_time} minutes]
> I have {ingredients}. What [{diet} ]dish could I make[ in under {max_time} minutes]
> @list a [{diet} ][{meal} ]recipe (with|using|that uses) {ingredients}[ but no {exclude}][ in less than {max_time} minutes]
servings_change, change_servings, recipe_for_more: Changes a recipe's amounts for other numbers of servings.
- recipe, dish, recipe_name = dish : The recipe.
- from_servings, original_servings, current = int(1,8) : Servings it is written for.
- to_servings, desired_servings, target = int(2,40) : Servings wanted.
> My recipe for {recipe} serves {from_servings}, I need it for {to_servings}
> Adjust {recipe} from {from_servings} to {to_servings} (servings|people|portions)
flight_search_full, search_flights, find_flight: Searches flights.
- origin, departure_city, from_city, source = city : Where from.
- destination, arrival_city, to_city = city : Where to.
- departure_date, date, depart_on = date : Day of departure.
- cabin, travel_class, seat_class =? enum(economy=economy/coach;premium=premium economy;business=business/business class;first=first class) : Class.
- passengers, travelers, num_adults =? int(1,6) : How many people.
- round_trip, is_round_trip =? bool(true=round trip/round-trip/return;false=one way/one-way) : Whether there is a way back.
- nonstop, direct =? bool(true=nonstop/direct/non-stop;false=connecting) : Only flights without stops.
> @list [a ][{nonstop} ][{cabin} ]flight from {origin} to {destination} [on ]{departure_date}[ for {passengers} people]
> @list [a ][{round_trip} ]flight <from {origin} & to {destination}> [on ]{departure_date}[ in {cabin}][ for {passengers}]
> I need [a ][{round_trip} ][{nonstop} ]ticket to {destination} from {origin}, leaving {departure_date}[, {cabin}]
plan_route, multi_stop_route, route_planner: Plans a route over several places.
- stops, waypoints, places, cities = strings(city) : Places in order.
- mode, transport, vehicle =? enum(car=by car/driving;train=by train;bike=by bike/cycling;walk=on foot/walking) : How to travel.
- avoid_tolls, no_tolls =? bool(true=avoiding tolls/without toll roads;false=tolls are fine) : Whether to avoid toll roads.
- scenic, prefer_scenic =? bool(true=along the scenic route/with nice views;false=as fast as possible) : Whether views matter more than time.
> Plan a (trip|route) through {stops}[ {mode}][ {avoid_tolls}]
> What is the best way to visit {stops}[ {mode}][ {scenic}]
> Find a route that passes through {stops}[, {avoid_tolls}]
visa_check, visa_requirements, needs_visa: Tells whether a visa is needed.
- nationality, passport_country, citizen_of = country : Passport.
- destinations, countries, countries_to_visit = strings(country) : Countries to visit.
- days, stay, length_of_stay =? int(3,120) : Length of stay in days.
> Do I need a visa for {destinations} with a passport from {nationality}[ for {days} days]
> Which of {destinations} need a visa for citizens of {nationality}
room_search, find_room, search_hotel_rooms: Searches hotel rooms.
- city, location, destination = city : Where.
- stars, rating, min_stars =? plain(2,5) : Stars of the hotel.
- room_type, bed_type, room =? enum(single=single;double=double;suite=suite;family=family) : Kind of room.
- amenities, features, facilities =? strings(amenity) : What it must have.
- pet_friendly, pets =? bool(true=pet-friendly/that takes dogs/where pets are welcome;false=without pets) : Whether pets may come.
- nights, num_nights, duration =? int(1,14) : How many nights.
> @list a {stars}(-| )star hotel in {city}[ with {amenities}][ for {nights} nights]
> @book a {room_type} room in {city}[ for {nights} nights][ with {amenities}]
> @list a [{pet_friendly} ]hotel in {city}[ that has {amenities}]
> I'm looking for a {room_type} room in a {stars}-star (place|hotel) in {city}[, {nights} nights]
## listing
sort_items, sort_list_of_names, order_items: Sorts things.
- items, values, names, list = strings(word) : What to sort.
- ascending, asc =? bool(true=in ascending order/from A to Z;false=in descending order/descending/from Z to A/in reverse order) : Ascending if true.
- case_sensitive, match_case =? bool(true=with case taken into account;false=ignoring case/regardless of case) : Whether case matters.
> Sort {items}[ {ascending}][, {case_sensitive}]
> Put {items} in order[, {ascending}]
> Order these: {items}[ {ascending}]
sort_numbers, numeric_sort, order_values: Sorts numbers.
- numbers, values, data, arr = numbers : The numbers.
- order, direction, sort_order =? enum(asc=ascending/increasing/from smallest to largest;desc=descending/decreasing/from largest to smallest) : asc or desc.
- unique, remove_duplicates =? bool(true=without duplicates/dropping duplicates;false=keeping duplicates) : Whether equal ones are dropped.
> Sort [the numbers ]{numbers}, {order}
> Arrange {numbers} {order}[, {unique}]
> Order {numbers}[ {unique}]
pick_winner, random_choice, choose_one: Picks one of several at random.
- options, choices, candidates, names = strings(first_name) : Those to pick from.
- count, number, how_many =? int(2,4) : How many to pick.
> Pick [{count} ](one |some |)of {options}[ at random]
> Who should do the dishes: {options}
> Choose randomly (between|among) {options}
make_teams, split_into_groups, assign_groups: Splits people into groups.
- people, members, names, players = strings(person) : The people.
- groups, num_teams, number_of_groups = int(2,6) : How many groups.
> Split {people} into {groups} (teams|groups)
> Make {groups} (teams|groups) out of {people}
range_list, generate_range, number_sequence: Lists numbers from a start to an end.
- start, begin, from_value, low = plain(0,50) : First number.
- end, stop, to_value, high = plain(51,500) : Last number.
- step, increment, interval =? plain(2,10) : Distance between numbers.
- inclusive, include_end =? bool(true=including the last one/inclusive;false=without the last one/exclusive) : Whether the end belongs to it.
> List the numbers from {start} to {end}[ in steps of {step}][, {inclusive}]
> Count from {start} up to {end}[ by {step}]
> @make a sequence between {start} and {end}[ with step {step}]
extract_entities, find_mentions, named_entities: Finds names in a text.
- text, sentence, input = quoted(sentence) : The text.
- types, entity_types, labels = enum(person=people/persons;place=places/locations;company=companies/organizations;date=dates) : What to look for.
> Find (all|the) {types} in {text}
> Which {types} are mentioned in {text}
letter_case, set_letter_case, capitalise: Changes upper and lower case.
- text, string, input = quoted(sentence) : The text.
- mode, style, case =? enum(upper=upper case/uppercase/capital letters;lower=lower case/lowercase/small letters;title=title case) : upper, lower or title.
> Convert {text} to {mode}
> Write {text} in {mode}
replace_words, find_and_replace, substitute_text: Replaces words in a text.
- text, content, string = quoted(sentence) : The text.
- old, find, search, target = quoted(word) : What is replaced.
- new, replacement, replace_with = quoted(word) : What stands there then.
- ignore_case, case_insensitive =? bool(true=ignoring case/case-insensitively/whatever the case;false=matching case) : Whether case is ignored.
- all_occurrences, replace_all =? bool(true=everywhere/wherever it occurs;false=only the first time/only once) : Whether all are replaced.
> In {text}, replace {old} (with|by) {new}[ {all_occurrences}][, {ignore_case}]
> Change {old} to {new} in {text}[, {ignore_case}]
detect_keywords, keyword_search, contains_words: Tells which words occur in a text.
- keywords, words, terms, search_terms = strings(word) : The words.
- text, document, passage = quoted(sentence) : The text.
> Which of {keywords} (occur|appear|are) in {text}
> Look for {keywords} in {text}
query_filtered, select_where, search_records: Reads rows that satisfy a condition.
- table, table_name = table : The table.
- columns, fields, select = strings(column) : Columns to read.
- condition_column, filter_by, where_column = column : Column compared.
- operator, comparison, op = enum(greater_than=above/greater than/more than/over;less_than=below/less than/under;equals=equal to/exactly) : How it is compared: greater_than, less_than or equals.
- value, threshold, compare_to = plain(5,90000) : What it is compared with.
- descending, sort_descending =? bool(true=highest first/in descending order;false=lowest first/in ascending order) : Whether the largest come first.
- limit, max_results, top_n =? int(3,100) : Most rows.
> @get {columns} (from|of) {table} (where|with) {condition_column} {operator} {value}[, {descending}][, at most {limit}]
> From {table}, select {columns} where {condition_column} is {operator} {value}[. Limit it to {limit} rows]
join_tables, merge_tables, combine_tables: Joins tables.
- tables, table_names = strings(table) : The tables.
- key, on, join_column = column : Column they share.
- how, join_type =? enum(inner=inner;left=left;right=right;outer=full outer) : Kind of join.
> Join {tables} on {key}[ with a[n] {how} join]
> @make a[n] [{how} ]join of {tables} using {key}
train_network, build_neural_network, configure_training: Trains a neural network.
- layers, hidden_layers, layer_sizes = numbers(16,512) : Neurons of each layer.
- activation, activation_function =? enum(relu=ReLU/relu;tanh=tanh;sigmoid=sigmoid) : Activation.
- learning_rate, lr =? ratio(0.001,0.1) : Learning rate.
- batch_size, batch =? plain(8,256) : Rows of a batch.
- epochs, num_epochs, iterations =? int(5,300) : Passes.
- shuffle, shuffle_data =? bool(true=shuffling the data/with shuffled data;false=without shuffling) : Whether rows are shuffled.
> Train a network with layers {layers}[ and {activation} activation][. Use a learning rate of {learning_rate}][ and a batch size of {batch_size}]
> Build a neural net whose hidden layers have {layers} neurons[, {activation}][, for {epochs} epochs][, {shuffle}]
select_features, feature_selection, choose_columns: Picks the columns to learn from.
- features, columns, inputs, predictors = strings(column) : Columns to learn from.
- target, label, outcome = column : Column to predict.
- normalize, scale, standardize =? bool(true=normalized/after scaling/with normalization;false=without scaling/unscaled) : Whether columns are scaled.
> Predict {target} from {features}[ {normalize}]
> Use {features} to predict {target}[, {normalize}]
## sums
sample_distribution, generate_normal, random_normal: Draws numbers of a normal distribution.
- mean, mu, average, loc = num(0,100) : Mean.
- std, sigma, standard_deviation, scale = num(1,20) : Standard deviation.
- size, n, count, samples =? plain(10,1000) : How many.
- seed, random_seed =? plain(1,99) : Seed.
> @make [{size} ](values|numbers|samples) from a normal distribution with <mean {mean} & standard deviation {std}>[, seed {seed}]
> Draw [{size} ]random numbers with a mean of {mean} and a standard deviation of {std}[. Use seed {seed}]
percentile_of, quantile, find_percentile: Finds a percentile.
- data, values, scores, numbers = numbers : The data.
- percentile, p, q, rank = plain(5,95) : Which percentile.
- interpolate, interpolation =? bool(true=with interpolation;false=without interpolation) : Whether to interpolate.
> @calc the {percentile}th percentile of {data}[ {interpolate}]
> For the (scores|values|measurements) {data}, which value marks the {percentile}th percentile
average_of, compute_average, mean_of_list: Averages numbers.
- values, numbers, data, scores = numbers : The numbers.
- kind, mean_type, method =? enum(arithmetic=arithmetic/ordinary;geometric=geometric;harmonic=harmonic) : Kind of mean.
- ignore_zeros, skip_zeros =? bool(true=leaving out zeros/ignoring zeros;false=zeros included) : Whether zeros are left out.
> @calc the [{kind} ](mean|average) of [the (scores|numbers|grades) ]{values}[, {ignore_zeros}]
> My (grades|scores) are {values}. What is the [{kind} ]average
projectile_motion, projectile_distance, throw_range: Computes how far something thrown flies.
- initial_velocity, v0, speed = measure(2,90,m/s/meters per second) : Speed at the start.
- angle, launch_angle, theta = plain(5,85) : Angle in degrees.
- initial_height, height, h0 =? measure(1,40,m/meters) : Height at the start.
- gravity, g =? pick(9.8/9.81/1.62/3.7) : Gravity in m/s^2.
> How far does a ball fly that is thrown at {initial_velocity} (at an angle of|under) {angle} degrees[ from a height of {initial_height}][, with g = {gravity}]
> A stone is launched with <an initial velocity of {initial_velocity} & an angle of {angle} degrees>[. Use {gravity} for gravity]. What distance does it cover
displacement, distance_with_acceleration, kinematic_displacement: Computes the distance covered under acceleration.
- initial_velocity, v_i, u, start_speed = num(0,50) : Speed at the start in m/s.
- acceleration, a, accel = num(1,15) : Acceleration in m/s^2.
- time, t, duration, seconds = int(2,60) : Time in seconds.
> @calc the displacement of a (car|train|cyclist) with <initial velocity {initial_velocity} m/s & acceleration {acceleration} m/s^2> over {time} seconds
> An object starts at {initial_velocity} m/s and accelerates at {acceleration} m/s² for {time} s. How far does it get
> How far does a (car|bike) go in {time} seconds if it starts at {initial_velocity} m/s and speeds up by {acceleration} m/s every second
loan_plan, loan_repayment, monthly_installment: Computes what a loan costs each month.
- principal, loan_amount, amount = money(1000,500000) : Amount borrowed.
- annual_rate, interest_rate, rate = percent(1,15) : Yearly rate.
- years, term, loan_term, duration = int(1,30) : Years.
- extra_payment, additional_payment =? money(20,900) : Paid on top each month.
- down_payment, deposit =? money(500,50000) : Paid at once.
> @calc the monthly payment for a loan of {principal} at {annual_rate} (over|for) {years} years[ with a down payment of {down_payment}]
> I borrow {principal} for {years} years at {annual_rate}. What do I pay each month[? I can add {extra_payment} a month]
> @calc the installment on {principal} over {years} years[ at {annual_rate}][, {extra_payment} extra each month]
portfolio_value, portfolio_performance, holdings_value: Values shares.
- stocks, tickers, companies, symbols = strings(company) : The shares.
- weights, shares, amounts, quantities =? numbers(1,100) : How many of each.
- start_date, from_date, since =? date(past) : From when.
- currency, currency_code =? currency : Currency of the result.
> What are my shares of {stocks} worth[ in {currency}][ since {start_date}]
> Show the value of {stocks}[ with {weights} shares each][ in {currency}]
> How did {stocks} do since {start_date}
integrate_between, definite_integral, area_under_curve: Integrates a function between two limits.
- function, f, expression, func = expr : The function.
- lower, a, start, from_x = signed(-5,5) : Lower limit.
- upper, b, end, to_x = signed(6,20) : Upper limit.
- method, rule =? enum(trapezoid=trapezoidal/trapezoid;simpson=Simpson's;exact=exact) : How to integrate.
> @calc the integral of {function} from {lower} to {upper}[ with the {method} rule]
> @calc the area under {function} between x = {lower} and x = {upper}[ using the {method} method]
mix_solution, dilution, prepare_solution: Computes how to dilute a solution.
- start_concentration, c1, initial_molarity = num(1,18) : Concentration at the start in mol/L.
- end_concentration, c2, final_molarity = ratio(0.05,0.9) : Concentration wanted in mol/L.
- volume, v2, final_volume = measure(10,2000,mL/L/ml) : Volume wanted.
> How do I dilute {start_concentration} M acid to {end_concentration} M[ with a final volume of {volume}]
> I need {volume} of {end_concentration} M from a {start_concentration} M stock. How much stock do I take
## knowledge
capital_facts, country_facts, get_country_info: Tells facts about countries.
- countries, country_names, nations = strings(country) : The countries.
- facts, fields, attributes = strings(country_fact) : What to tell.
- metric, use_metric =? bool(true=in metric units/in kilometers;false=in imperial units/in miles) : Whether units are metric.
> What are the {facts} of {countries}[ {metric}]
> @get the {facts} (of|for) {countries}[, {metric}]
> Compare {countries} by {facts}
rivers_through, rivers_in_regions, list_rivers: Lists rivers of regions.
- regions, areas, states, countries = strings(country) : Regions.
- longer_than, min_length =? measure(50,2000,km/miles) : Shortest length.
> Which rivers flow through {regions}[ and are longer than {longer_than}]
> @list the rivers of {regions}[ over {longer_than}]
weather_for_cities, multi_city_weather, compare_weather: Tells the weather of several places.
- cities, locations, places = strings(city) : The places.
- units, unit_system, unit =? enum(metric=in Celsius/in metric units;imperial=in Fahrenheit/in imperial units) : metric or imperial.
- days, forecast_days, num_days =? int(2,10) : Days ahead.
- hourly, by_hour =? bool(true=hour by hour/hourly;false=day by day/daily) : Whether hour by hour.
> What's the weather in {cities}[ {units}][ for the next {days} days]
> Compare the weather in {cities}[, {hourly}][, {units}]
> @get a [{days}-day ]forecast for {cities}[ {units}]
athlete_stats, player_statistics, get_player_stats: Tells figures of a player.
- player, player_name, athlete, name = athlete : The player.
- season, year =? year(2005,2025) : Season.
- stats, metrics, categories =? strings(stat) : Which figures.
- team, club =? team : Team played for.
> @get the [{season} ](stats|statistics|numbers) of {player}[ for {team}][: {stats}]
> How many {stats} did {player} have[ in {season}][ with {team}]
> How did {player} do[ in the {season} season][ for {team}]
head_to_head, compare_teams, team_comparison: Compares teams.
- teams, clubs = strings(team) : The teams.
- season, year =? year(1990,2025) : Season.
- home_only, only_home_games =? bool(true=at home/in home games only;false=home and away) : Whether only games at home count.
> Compare {teams}[ in {season}][, {home_only}]
> Which of {teams} won more games[ in {season}][ {home_only}]
make_playlist_of, create_mix, build_playlist: Makes a playlist of artists or genres.
- artists, bands, performers = strings(artist) : Who is played.
- genres, styles =? strings(genre) : Kinds of music.
- length, minutes, duration =? int(20,180) : Minutes.
- explicit, allow_explicit =? bool(true=explicit songs are fine/including explicit songs;false=no explicit songs/without explicit lyrics/clean songs only) : Whether explicit songs may be in it.
> @make a [{length}-minute ]playlist with {artists}[, {explicit}]
> @make a mix of {artists}[ with some {genres}][ that lasts {length} minutes][, {explicit}]
scale_notes, get_scale, musical_scale: Lists the notes of a scale.
- key, root, tonic, root_note = note : First note.
- scale_type, mode, kind = enum(major=major;minor=minor;blues=blues;pentatonic=pentatonic) : Kind of scale.
- octaves, num_octaves =? int(2,4) : How many octaves.
> Which notes are in the {key} {scale_type} scale[ over {octaves} octaves]
> @get the {scale_type} scale (of|in) {key}
movie_by_cast, films_with_actors, search_by_cast: Finds films by who is in them.
- actors, cast, starring = strings(person) : Who plays in it.
- genre, category =? film_genre : Kind of film.
- year, released_in, release_year =? year(1970,2025) : Year.
- include_series, with_tv =? bool(true=series included/and TV shows too;false=films only/no series) : Whether series count.
> @list [a ][{year} ][{genre} ]film[s] with {actors}[, {include_series}]
> Which [{genre} ]movies star {actors}[, {include_series}]
find_books_by, book_search, search_catalog: Finds books.
- title, book_title, name =? book : Title.
- author, written_by, writer =? author : Author.
- language, lang =? language : Language.
- format, edition =? enum(hardcover=hardcover;paperback=paperback;ebook=e-book/ebook;audio=audiobook) : Kind of edition.
- available_only, in_stock =? bool(true=that is available now/in stock;false=even if it is lent out) : Only what is at hand.
> @list [the ][{language} ]{format} of {title}[ by {author}][ {available_only}]
> Do you have {title}[ by {author}][ in {language}][ as a[n] {format}]
> @list [{language} ]books by {author}[ {available_only}]
art_price, estimate_artwork, appraise_art: Estimates what a work of art is worth.
- artwork, title, work = artwork : The work.
- artist, painter, creator =? painter : Who made it.
- size, dimensions, measurements =? numbers(20,300) : Width and height in cm.
- year, created =? year(1500,2020) : When it was made.
> How much is {artwork}[ by {artist}][ from {year}] worth
> Appraise {artwork}[, painted by {artist}][ in {year}]
buy_art_supplies, order_supplies, find_supplies: Orders what artists need.
- supplies, items, materials = strings(supply) : What to order.
- brand, manufacturer =? brand : Brand.
- student_grade, for_students =? bool(true=for students/student grade;false=professional/for professionals) : Whether the cheaper quality will do.
> Order [{student_grade} ]{supplies}[ by {brand}]
> I need {supplies}[ {student_grade}][ made by {brand}]
find_cases, search_case_law, lawsuit_search: Finds court cases.
- parties, company, party_name, defendant = company : Who is sued.
- topics, subjects, areas =? strings(law_area) : What it is about.
- state, jurisdiction, location =? state : State.
- year, from_year, since =? year(1985,2025) : Earliest year.
- decided_only, closed_only, resolved =? bool(true=that were decided/closed ones only;false=still open/pending) : Only decided cases.
> @list [{topics} ]cases against {parties}[ in {state}][ since {year}][ {decided_only}]
> @list lawsuits {parties} was involved in[ about {topics}][ in {state}][ {decided_only}]
events_of, historical_events, events_between: Lists what happened between two years.
- start_year, from_year, begin, start = year(1500,1850) : First year.
- end_year, to_year, end = year(1851,2000) : Last year.
- regions, countries, places =? strings(country) : Where.
- wars_only, only_wars =? bool(true=wars only/only wars;false=not only wars) : Only wars.
> What happened in {regions} between {start_year} and {end_year}[, {wars_only}]
> @list events from {start_year} to {end_year}[ in {regions}][, {wars_only}]
leaders_of, who_ruled, find_ruler: Tells who ruled where and when.
- country, nation, state = country : Where.
- year, in_year = year(1600,2000) : When.
- title, office, position =? pick(king/president/prime minister/emperor/chancellor) : Office.
- full_name, complete_name =? bool(true=with the full name/full name please;false=last name only) : Whether the whole name is told.
> Who was the [{title} ](of|ruling) {country} in {year}[? {full_name}]
> @get the {title} of {country} in {year}[, {full_name}]
meal_calories, count_calories, nutrition_of: Counts the calories of foods.
- foods, items, ingredients, meal = strings(food) : What is eaten.
- amounts, grams, portions =? numbers(20,500) : Grams of each.
- per_serving, by_serving =? bool(true=per serving/for each portion;false=in total/all together) : Whether by portion.
> How many calories are in {foods}[ {per_serving}]
> I ate {foods}. How many calories was that[ {per_serving}]
> Count the calories of {foods}[ with {amounts} grams each]
symptom_check, possible_conditions, check_symptoms: Tells what symptoms may mean.
- symptoms, complaints, signs = strings(symptom) : The symptoms.
- age, patient_age =? int(2,90) : Age in years.
- sex, gender =? enum(f=female/woman;m=male/man) : f or m.
- smoker, smokes =? bool(true=who smokes/a smoker;false=who does not smoke/a non-smoker) : Whether the patient smokes.
> I have {symptoms}. What could it be
> What may cause {symptoms} in a {age}(-| )year(-| )old[ {sex}][ {smoker}]
> A {sex} patient[, {smoker},] complains of {symptoms}. What is likely
compare_genes, gene_comparison, sequence_homology: Compares genes of species.
- genes, gene_names, symbols = strings(gene) : The genes.
- species, organisms, animals = strings(species) : The species.
- detailed, full_report =? bool(true=in detail/with all the details;false=in brief/just a summary) : Whether to tell all.
> Compare [the genes ]{genes} (in|of|between) {species}[ {detailed}]
> How similar are {genes} in {species}[? {detailed}]
latest_news, get_headlines, news_feed: Gets news.
- category, section, topic =? enum(sports=sports;business=business;technology=tech/technology;health=health;politics=political) : Section.
- country, region, location =? country : Country.
- sources, outlets, publishers =? strings(outlet) : Who writes it.
- limit, count, max_articles =? int(3,20) : How many.
- breaking, breaking_only =? bool(true=breaking;false=all kinds of) : Only breaking news.
> @get the latest [{category} ]news[ from {country}][ by {sources}][. Keep it to {limit} articles]
> What are today's [{category} ]headlines[ in {country}][ from {sources}]
> Any {breaking} [{category} ]news[ about {country}]
## doing
schedule_with, plan_meeting, book_meeting_with: Plans a meeting.
- attendees, participants, people, invitees = strings(person) : Who comes.
- date, day, on = date : Day.
- time, start_time, at =? time : Begin.
- duration, minutes, length =? int(15,120) : Minutes.
- recurring, weekly, repeat =? bool(true=every week/weekly/as a recurring meeting;false=just once/one time only) : Whether it is repeated.
- online, virtual =? bool(true=online/on video/as a video call;false=in person/face to face) : Whether it is online.
> Schedule a [{duration}-minute ]meeting with {attendees} [on ]{date}[ at {time}][ {online}][, {recurring}]
> @make an appointment with {attendees} <[on ]{date} & at {time}>[, {online}]
> Set up a[n] [{online} ]meeting with {attendees} [on ]{date}[, {duration} minutes][, {recurring}]
group_message, send_to_all, broadcast: Sends a message to several people.
- recipients, to, contacts, people = strings(first_name) : Who gets it.
- message, text, body = quoted(message) : What is sent.
- channel, via, service =? enum(sms=by text/as a text message;email=by email/by e-mail;whatsapp=on WhatsApp) : How.
- urgent, is_urgent =? bool(true=urgently/as urgent/with high priority;false=no rush/it can wait) : Whether it is urgent.
> Send {message} to {recipients}[ {channel}][, {urgent}]
> Tell {recipients} {message}[ {channel}][, {urgent}]
set_devices, control_devices, switch_devices: Switches things at home.
- devices, appliances, things = strings(device) : What to switch.
- state, action, power = enum(on=on;off=off) : on or off.
- room, location =? room : Where.
- delay, after_minutes, wait =? int(5,60) : Minutes to wait.
> Turn {state} {devices}[ in the {room}][ in {delay} minutes]
> Switch {devices} {state}[ after {delay} minutes]
set_brightness, dim_lights, adjust_lamp: Sets the brightness of lamps.
- level, brightness, percent = percent(5,100) : Brightness.
- rooms, locations, areas = strings(room) : Rooms.
- color, light_color =? enum(warm=warm/yellowish;cool=cool/bluish;white=white) : Color of the light.
> Set the [{color} ]lights in {rooms} to {level}
> Dim {rooms} to {level}[ with {color} light]
random_dice, roll_dice, throw_dice: Rolls dice.
- dice, num_dice, count, number = int(1,8) : How many dice.
- sides, faces = plain(4,20) : Sides of each.
- modifier, bonus, add =? plain(1,9) : Added to the sum.
- drop_lowest, discard_lowest =? bool(true=dropping the lowest/without the lowest one;false=keeping all) : Whether the lowest is dropped.
> Roll {dice} {sides}(-| )sided dice[ plus {modifier}][, {drop_lowest}]
> Throw {dice} dice with {sides} sides[ and add {modifier}]
guess_word, unscramble_letters, find_words: Finds words made of letters.
- letters, tiles, characters = strings(letter) : The letters.
- min_length, at_least, shortest =? int(3,7) : Fewest letters.
- proper_nouns, allow_names =? bool(true=names allowed/including names;false=no names/without proper names) : Whether names count.
> Which words can be made of {letters}[ with at least {min_length} letters][, {proper_nouns}]
> What can I spell with {letters}[, {proper_nouns}]
"""
