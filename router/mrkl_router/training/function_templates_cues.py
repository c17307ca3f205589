# ruff: noqa: E501 (a line is an entry)
"""Families of functions whose arguments are said by cue words, before a noun or in an after-thought.

The notation is that of ``function_templates``.
"""

from __future__ import annotations

_THINGS = """
## shops
find_furniture, furniture_search, search_furniture: Finds furniture.
- piece, item, kind = furniture : Piece of furniture.
- wood, material =? wood : Kind of wood.
- shape, form =? shape : Shape of the piece.
- color, finish =? shade : Colour.
- width, max_width, width_cm =? measure(40,250,cm/centimeters/inches) : Largest width.
- assembled, with_assembly =? bool(true=including assembly/fully assembled;false=without assembly/unassembled) : Whether it comes assembled.
> @list a {shape} {wood} {piece}[, {assembled}]
> I'm looking for a {color} {piece}[ no wider than {width}]
> Do you sell a {shape} {color} {piece}[ made of {wood}][, {assembled}]
> @list a {color} {wood} {piece}[. It must fit into {width}.]
adopt_pet, find_pet, pet_search: Finds animals that need a home.
- breed, animal, kind = breed : Breed of the animal.
- age, age_years, years =? int(1,12) : Age in years.
- sex, gender =? enum(f=female;m=male) : 'm' or 'f'.
- color, coat =? shade : Colour of the coat.
- vaccinated, has_shots =? bool(true=vaccinated/with all its shots;false=unvaccinated) : Whether it has its vaccinations.
- good_with_kids, kid_friendly =? bool(true=kid-friendly/good with children;false=not used to children) : Whether it gets on with children.
> @list a {sex} {breed}[, {vaccinated}][, {good_with_kids}]
> Is there a {age}-year-old {breed} for adoption[, {good_with_kids}]
> We want to adopt a {color} {breed}[. It should be {good_with_kids}.]
> @list a {+vaccinated} {sex} {breed}
send_flowers, order_flowers, flower_delivery: Sends flowers.
- flower, kind, type = pick(roses/tulips/lilies/sunflowers/orchids) : Kind of flower.
- color, colour =? shade : Colour of the flowers.
- count, quantity, number =? int(3,50) : How many flowers.
- recipient, to, for_person = person : Who gets them.
- with_card, card, include_card =? bool(true=with a card/including a card;false=without a card/no card) : Whether a card is added.
- same_day, express =? bool(true=same-day/by same-day delivery;false=with normal delivery) : Whether they are delivered today.
> Send [{count} ]{color} {flower} to {recipient}[, {with_card}]
> Order {flower} for {recipient}[, {with_card}][, {same_day}]
> I'd like {count} {color} {flower} sent to {recipient}[ {same_day}]
gift_card, buy_gift_card, create_voucher: Makes a gift card.
- value, amount, worth = money(10,300) : Value of the card.
- recipient, name, for_whom = person : Who gets it.
- design, theme, style =? enum(birthday=birthday;christmas=Christmas/holiday;thank_you=thank-you;wedding=wedding) : Design of the card.
- digital, electronic, by_email =? bool(true=digital/electronic;false=printed/paper) : Whether the card is digital.
> Make a {digital} {design} gift card for {recipient} worth {value}
> Create a [{design} ]gift card over {value} for {recipient}[. It should be {digital}.]
> I want to give {recipient} a {value} {digital} gift card
## cars
trade_in_value, car_worth, used_car_value: Estimates what a car is worth.
- year, model_year, built = year(2004,2025) : Model year.
- make, brand, manufacturer = car_make : Make of the car.
- model = pick(Corolla/Civic/Focus/Golf/A4/Outback/Sportage/Altima) : Model of the car.
- mileage, miles, odometer =? int(5000,190000) : Distance driven.
- condition, state =? enum(excellent=spotless/excellent/like new;good=good/decent;poor=poor/bad/damaged) : Condition: excellent, good or poor.
- transmission, gearbox =? enum(automatic=automatic;manual=manual/stick-shift) : Kind of gearbox.
> What is my {year} {make} {model} worth[ with {mileage} miles on it]
> How much can I get for a {transmission} {year} {make} {model}[ in {condition} condition]
> Estimate the value of a {year} {make} {model}[. It has {mileage} miles and is in {condition} condition.]
car_insurance_quote, insure_car, auto_insurance: Quotes the price of a car insurance.
- year, model_year = year(2004,2025) : Model year.
- make, brand = car_make : Make of the car.
- driver_age, age = int(18,80) : Age of the driver.
- coverage, cover, plan =? enum(liability=liability only/basic;comprehensive=comprehensive/full) : Cover: 'liability' or 'comprehensive'.
- accident_free, no_accidents =? bool(true=accident-free/without accidents;false=with previous accidents) : Whether the driver had no accidents.
- roadside, roadside_assistance =? bool(true=with roadside assistance/including breakdown cover;false=without roadside assistance) : Whether breakdown help is included.
> What would {coverage} insurance for a {year} {make} cost a {driver_age}-year-old[ {+accident_free} driver]
> Quote {coverage} insurance for my {year} {make}, {roadside}[. I'm {driver_age}.]
> I'm {driver_age} and drive a {year} {make}. How much is insurance[ {roadside}]
charging_stations, find_chargers, ev_charging: Finds charging stations for electric cars.
- location, near, place = city_state : Where to look.
- connector, plug, plug_type =? enum(type2=Type 2;ccs=CCS;chademo=CHAdeMO) : Plug.
- fast, fast_only, rapid =? bool(true=fast/rapid;false=slow/ordinary) : Whether only fast ones count.
- free, free_of_charge =? bool(true=free/free of charge;false=paid) : Whether charging costs nothing.
- open_now, currently_open =? bool(true=that are open now/open right now) : Whether they must be open.
> @list {fast} {connector} chargers in {location}[ {open_now}]
> Are there {+free} {fast} charging stations in {location}
> Where can I charge my car in {location}[? I need {connector}.]
> @list charging stations near {location} {open_now}[, with {connector} plugs]
## real estate
short_stay_rental, holiday_home, vacation_rental: Finds a holiday home to rent.
- location, city, where = city_state : Where the home is.
- kind, property_type, type = pick(flat/house/cabin/villa/apartment/chalet) : Kind of home.
- bedrooms, beds, n_bedrooms =? int(1,6) : Number of bedrooms.
- nights, stay, length_of_stay =? int(2,21) : Nights.
- pets, pets_allowed, pet_friendly =? bool(true=pet-friendly/where pets are allowed;false=without pets/pet-free) : Whether pets may come.
- furnished =? bool(true=furnished;false=unfurnished) : Whether it is furnished.
- parking, free_parking =? bool(true=with free parking/with a garage/with parking;false=without parking) : Whether there is parking.
> @list a {bedrooms}-bedroom {kind} in {location}[, {pets}][ for {nights} nights]
> @list a {+pets} {kind} in {location} {parking}
> We need a {furnished} {bedrooms}-bedroom {kind} in {location}[ {parking}][. We stay {nights} nights.]
> Is there a {kind} in {location} for {nights} nights[, {pets}]
office_space, rent_office, commercial_space: Finds offices to rent.
- city, location, area = city : City.
- size, square_meters, area_sqm =? measure(20,900,square meters/m²/square feet) : Size of the office.
- term, lease, contract =? enum(short_term=short-term/temporary;long_term=long-term/permanent) : 'short_term' or 'long_term'.
- desks, seats, people =? int(2,60) : Desks needed.
- accessible, wheelchair =? bool(true=wheelchair-accessible/without stairs;false=not accessible) : Whether wheelchairs can get in.
> @list a {term} office in {city}[ with {desks} desks][, {accessible}]
> We need a {size} office in {city}[ for {desks} people]
> @list a {+accessible} {size} office in {city}[. It should have room for {desks} desks.]
## hotels
campsite_search, find_campsite, camping_spots: Finds campsites.
- area, region, near = landform : Where to camp.
- dogs_allowed, dogs, dog_friendly =? bool(true=dog-friendly/where dogs are allowed;false=without dogs/dog-free) : Whether dogs may come.
- power, electricity, hookup =? bool(true=with electricity/with power;false=without electricity/with no power) : Whether there is power.
- vehicle, kind, setup =? enum(tent=a tent;camper_van=a camper van/a van;caravan=a caravan/a trailer) : What people sleep in.
- nights =? int(1,14) : Nights.
> @list a campsite near the {area}[ for {vehicle}][ {power}]
> Where can I camp near the {area} with {vehicle}[, {dogs_allowed}][, {power}]
> @list a {+dogs_allowed} campsite by the {area}[ for {nights} nights]
hostel_beds, dorm_beds, find_hostel: Finds beds in hostels.
- city, place, location = city_state : City.
- dorm_size, beds, room_size =? int(2,14) : Beds in the room.
- female_only, women_only =? bool(true=women-only/for women only/female-only;false=mixed) : Whether the room is for women only.
- breakfast, breakfast_included =? bool(true=including breakfast/with breakfast;false=without breakfast) : Whether breakfast is included.
- max_price, price_limit =? money(10,90) : Most per night.
> @list a bed in a {dorm_size}-bed {+female_only} dorm in {city}[, {breakfast}]
> @list a {+female_only} hostel room in {city}[ for up to {max_price}]
> Is there a hostel in {city}, {breakfast}[, below {max_price} a night]
minibar_bill, room_extras, hotel_extras: Adds extras to the bill of a room.
- room, room_number, room_no = plain(100,999) : Room number.
- items, extras, products = names(water/cola/beer/peanuts/chocolate/orange juice) : What was taken.
- include_service, service_charge =? bool(true=including the service charge/with service;false=without the service charge/without service) : Whether a service charge is added.
> Put {items} on the bill of room {room}[, {include_service}]
> The guest took {items} from the minibar of room {room}. Add it[ {include_service}]
> Charge {items} to room {room}[ {include_service}]
## travel
fare_alert, watch_fares, price_alert_flights: Watches the price of flights.
- origin, from_city, departure_city = city_state : Where the flight starts.
- destination, to_city, arrival_city = city_state : Where it ends.
- non_stop, direct, direct_only =? bool(true=non-stop flights only/direct flights only/without stops;false=stops are fine/with stops) : Whether only direct flights count.
- round_trip, return_flight, is_return =? bool(true=round-trip/round trip/there and back;false=one-way/one way) : Whether the way back is included.
- cabin, cabin_class, travel_class =? enum(economy=economy/coach;premium_economy=premium economy;business=business class/business;first=first class) : Class: economy, premium_economy, business or first.
- below, max_fare, limit =? money(80,1500) : Price below which to tell.
> Watch fares from {origin} to {destination}[, {round_trip}][, {non_stop}]
> Tell me when flights from {origin} to {destination} drop below {below}[, {non_stop}]
> Alert me to cheap {cabin} tickets from {origin} to {destination}[. {round_trip}, please.]
> Watch the price of a {+round_trip} flight from {origin} to {destination}[ in {cabin}]
cruise_search, find_cruise, search_cruises: Finds cruises.
- nights, length, duration =? int(3,21) : Nights on board.
- region, sea, area = pick(Caribbean/Mediterranean/Baltic/Alaska/Norwegian) : Where the ship goes.
- cabin, room_type =? enum(inside=inside;ocean_view=ocean-view/sea-view;balcony=balcony;suite=suite) : Cabin: inside, ocean_view, balcony or suite.
- all_inclusive, meals_included =? bool(true=all-inclusive/with all meals;false=without meals/room only) : Whether meals are included.
- adults_only, no_kids =? bool(true=adults-only/without children;false=family-friendly/for families) : Whether children are not allowed.
> @list a {nights}-night {region} cruise[, {all_inclusive}]
> @list an {+adults_only} {region} cruise[ with a {cabin} cabin]
> We'd like a {cabin} cabin on a {region} cruise[ for {nights} nights][, {all_inclusive}]
ferry_crossing, book_ferry, ferry_tickets: Books a ferry.
- route, strait, crossing = water : Water that is crossed.
- passengers, people, adults = int(2,8) : Passengers.
- car, with_car, vehicle =? bool(true=with a car/with our car/bringing a car;false=on foot/without a car) : Whether a car comes along.
- flexible, refundable =? bool(true=refundable/flexible;false=non-refundable) : Whether the ticket can be given back.
> @book {flexible} ferry tickets across the {route} for {passengers} people[, {car}]
> @book a ferry over the {route}[, {car}]. We are {passengers}
> We want to cross the {route} {car}, {passengers} passengers[. The tickets should be {flexible}.]
travel_insurance, trip_insurance, insure_trip: Quotes an insurance for a trip.
- destination, country, where = nation : Where the trip goes.
- age, traveler_age = int(16,85) : Age of the traveller.
- days, duration, length = int(3,90) : Length in days.
- sports, winter_sports, risky_sports =? bool(true=with winter sports/including skiing;false=without winter sports/excluding sports) : Whether sports are covered.
- deductible, excess =? money(50,500) : Part that is not paid.
> Insure a {days}-day trip to {destination} for a {age}-year-old[, {sports}]
> I'm {age} and go to {destination} for {days} days. What does insurance cost[, {sports}]
> Quote travel insurance for {destination}, {days} days, age {age}[, {sports}][. The deductible may be {deductible}.]
"""

_WRITING = """
## news
news_digest, digest, subscribe_digest: Sends a digest of news at regular times.
- topic, subject, theme = league_theme : Topic of the news.
- frequency, how_often, interval = enum(daily=daily;weekly=weekly;monthly=monthly) : How often.
- format, style =? enum(short=short/brief;full=full/detailed/long) : Length of the digest: short or full.
- with_images, images, pictures =? bool(true=with pictures/including pictures;false=text only/without pictures) : Whether pictures are included.
> Send me a {frequency} {topic} digest[, {with_images}]
> Set up a {format} {frequency} {topic} digest
> Subscribe me to the {frequency} {topic} news[, {with_images}][. Keep it {format}.]
top_headlines, latest_headlines, breaking_news: Headlines of the moment.
- category, topic, section =? league_theme : Section of the news.
- country, region, edition =? nation : Country of the news.
- count, limit, n =? int(2,20) : Number of headlines.
- order, sort, ranking =? enum(newest=latest/newest/most recent;popular=most read/most popular/top) : 'newest' or 'popular'.
> What are the {order} {category} headlines[ in {country}]
> @get the {order} {category} headlines[ from {country}]
> Show me [{count} ]{category} headlines[ from {country}][. Keep it to {count} results.]
> What's the {order} {category} news
## reports
make_report, generate_report, create_report: Makes a report of business figures.
- subject, topic, about = pick(sales/marketing/expense/inventory/revenue/traffic) : Subject of the report.
- period, frequency, interval =? enum(daily=daily;weekly=weekly;quarterly=quarterly;annual=annual/yearly) : Period: daily, weekly, quarterly or annual.
- format, file_type, output =? enum(pdf=a PDF/PDF;spreadsheet=a spreadsheet/an Excel sheet;html=a web page/HTML) : Format of the file.
- detailed, verbose, details =? bool(true=in detail/detailed/with all details;false=as a summary/without details/summary only) : Whether to give all details.
- charts, include_charts, graphs =? bool(true=with charts/including charts/with graphs;false=without charts/no charts) : Whether charts are added.
> Generate a {period} {subject} report[ as {format}][, {charts}]
> I need the {period} {subject} report, {detailed}[, {charts}]
> Make a {subject} report[ {charts}][. Send it as {format}.]
> Prepare a {period} {subject} report for me[ {detailed}]
export_contacts, export_list, save_contacts: Exports a list of contacts.
- group, list_name, segment = pick(customers/suppliers/newsletter readers/employees) : Which contacts.
- format, file_format = enum(csv=CSV/comma-separated values;json=JSON;vcard=vCard/address cards) : File format.
- include_header, header, headers =? bool(true=with a header row/including headers;false=without a header/no header row) : Whether the first row names the columns.
- compress, zipped =? bool(true=zipped/compressed;false=uncompressed) : Whether the file is packed.
> Export our {group} as {format}[, {include_header}][, {compress}]
> Save the {group} in {format} format[ {include_header}]
> I need all {group} as {format}[. The file should be {compress}.]
## projects
create_ticket, open_issue, file_bug: Opens a ticket in the issue tracker.
- title, summary, subject = quoted(subject) : Title of the ticket.
- priority, severity, urgency =? enum(low=low-priority/low/minor;medium=medium-priority/medium/normal;high=high-priority/high/important;critical=critical/blocking) : Priority of the ticket.
- kind, issue_type, type =? enum(bug=bug/defect;feature_request=feature request/feature;task=task/to-do) : Type of the ticket: bug, feature_request or task.
- assignee, assigned_to, owner =? person : Who works on it.
- notify, watchers, send_mail =? bool(true=and notify the team/and tell everybody;false=without notifying anyone/quietly) : Whether to tell the team.
> Open a {priority} {kind} ticket titled {title}[ {notify}]
> File a {priority} {kind} {title}[ for {assignee}]
> Create a {kind} called {title}[ and assign it to {assignee}][. Priority is {priority}.]
list_tickets, search_issues, filter_tickets: Lists tickets.
- status, state =? enum(in_progress=in progress/started/"in progress";open=open/unresolved;closed=closed/done/finished;on_hold=on hold/paused/'on_hold') : Status of the tickets.
- assignee, owner, person =? person : Whose tickets.
- sort_order, order, direction =? enum(asc=oldest first/in ascending order;desc=newest first/in descending order) : 'asc' or 'desc'.
- limit, max_results, n =? int(3,50) : Most results.
> List the tickets that are {status}[, {sort_order}]
> Which tickets of {assignee} are {status}[? Keep it to {limit} results.]
> Show tickets with status {status}[ assigned to {assignee}][, {sort_order}]
set_ticket_priority, change_priority, reprioritize: Changes the priority of a ticket.
- ticket, ticket_id, issue = id(BUG-/TASK-) : Number of the ticket.
- priority, new_priority, level = enum(low=low/LOW/unimportant;high=high/HIGH/important;very_high=very high/VERY_HIGH/most urgent) : New priority: low, high or very_high.
- reason, comment, note =? quoted(message) : Why it changes.
> Change the priority of ticket {ticket} to {priority}[. The reason is {reason}.]
> Set {ticket} to {priority} priority
> Make ticket {ticket} {priority}[ with the comment {reason}]
## text
summarize_document, summarise, make_summary: Summarises a document.
- document, file, source = file : The document.
- length, size, detail =? enum(short=brief/short/in a few words;medium=medium-length;long=long/detailed/in detail) : Length: 'short', 'medium' or 'long'.
- bullets, bullet_points, as_list =? bool(true=in bullet points/as bullet points;false=as running text/in full sentences) : Whether to use bullet points.
- max_words, word_limit, limit =? int(30,400) : Most words.
> Write a {+length} summary of {document}[ {bullets}]
> Summarize {document}[ {bullets}][. Use at most {max_words} words.]
> What does {document} say[? Give me a {+length} summary, {bullets}.]
sort_lines, order_lines, sort_file_lines: Sorts the lines of a file.
- file, path, document = file : The file.
- ascending, asc, increasing =? bool(true=in ascending order/from A to Z/ascending;false=in descending order/from Z to A/descending/in reverse) : True for ascending order.
- ignore_case, case_insensitive =? bool(true=ignoring case/regardless of case/case-insensitively;false=case-sensitively/respecting case) : Whether case counts.
- unique, dedupe, drop_duplicates =? bool(true=without duplicates/and drop repeated lines;false=keeping duplicates/with duplicates) : Whether repeated lines are dropped.
> Sort the lines of {file} {ascending}[, {ignore_case}][, {unique}]
> Put the lines in {file} in order[, {ascending}][, {unique}]
> Order {file} line by line, {ignore_case}[, {ascending}]
proofread, check_spelling, spell_check: Checks spelling and grammar.
- document, file, text_file = file : Text to check.
- variant, dialect, english =? enum(en_GB=British English/British spelling;en_US=American English/US spelling;en_AU=Australian English) : 'en_GB', 'en_US' or 'en_AU'.
- grammar, check_grammar =? bool(true=including grammar/grammar as well;false=spelling only/without grammar) : Whether grammar is checked.
- autocorrect, fix, apply =? bool(true=and correct it/and fix the mistakes;false=but change nothing/without changing anything) : Whether mistakes are corrected.
> Check the spelling of {document}[ in {variant}][ {autocorrect}]
> Proofread {document}[, {grammar}][. It is in {variant}.]
> Go through {document}[, {grammar}] {autocorrect}
rewrite_text, change_tone, rephrase: Rewrites a text in another tone.
- text, input, passage = quoted(sentence) : Text to rewrite.
- tone, style, register = enum(formal=formal/more formal/polite;casual=casual/more relaxed/informal;persuasive=persuasive/convincing) : Tone: formal, casual or persuasive.
- keep_length, same_length =? bool(true=without making it longer/at the same length;false=it may get longer) : Whether the length stays.
> Rewrite {text} in a {+tone} tone[, {keep_length}]
> Make {text} {tone}[, {keep_length}]
> Rephrase {text} so that it sounds {tone}
generate_text, complete_text, write_text: Lets a language model write a text.
- prompt, instruction, start = quoted(sentence) : What the text starts from.
- temperature, temp, creativity =? ratio(0.1,1) : How freely the model writes.
- max_tokens, max_length, length =? int(50,2000) : Most tokens.
- stream, streaming =? bool(true=streamed/word by word as it is written;false=all at once/not streamed) : Whether to stream the text.
> Continue {prompt}[ with a temperature of {temperature}][. Stop after {max_tokens} tokens.]
> Write a text that begins with {prompt}[. Use temperature {temperature}.][ Use at most {max_tokens} tokens.]
> Complete {prompt}[, {stream}]
## files
search_in_files, grep_files, find_in_files: Searches the text of files.
- pattern, query, text = quoted(word) : What to look for.
- folder, directory, path = folder : Where to look.
- recursive, subfolders, include_subfolders =? bool(true=including subfolders/recursively/and all folders below;false=without subfolders/not in subfolders) : Whether folders inside are searched.
- ignore_case, case_insensitive =? bool(true=ignore case/ignoring case;false=match case/case-sensitively) : Whether case counts.
- hidden, include_hidden, show_hidden =? bool(true=including hidden files/hidden files too;false=without hidden files/skipping hidden files) : Whether hidden files count.
> Search {folder} for {pattern}[, {recursive}][, {ignore_case}]
> Which files in {folder} contain {pattern}[, {hidden}][, {recursive}]
> Look for {pattern} in {folder}[, {ignore_case}][, {hidden}]
sync_folders, mirror_folder, synchronize: Copies changes from one folder to another.
- source, from_folder, src = folder : Folder with the changes.
- target, destination, dst = pick(the NAS/D:\\Backup/a USB stick/cloud storage) : Where they go.
- delete_extra, delete, remove_extra =? bool(true=deleting extra files/and delete what is gone;false=without deleting anything/and keep extra files) : Whether files missing in the source are deleted.
- dry_run, simulate, preview =? bool(true=as a dry run/just as a test/as a preview;false=for real) : Whether to only show what would happen.
> Sync {source} to {target}[, {delete_extra}][, {dry_run}]
> Mirror {source} on {target}[ {dry_run}]
> Copy the changes of {source} to {target} {delete_extra}
download_file, fetch_url, save_url: Downloads a file.
- url, link, address = url : Address of the file.
- folder, save_to, directory =? folder : Where to save it.
- overwrite, replace, force =? bool(true=overwriting the old one/and replace the old file;false=without overwriting/unless it exists) : Whether an older file is replaced.
- retries, attempts, max_retries =? int(2,9) : How often to try.
- timeout, timeout_s, max_seconds =? int(5,120) : Seconds to wait.
> Download {url}[ to {folder}][, {overwrite}]
> Fetch {url}[ {overwrite}][. Try up to {retries} times.][ Wait {timeout} seconds at most.]
> Save {url}[ in {folder}][, with {retries} retries]
## database
order_rows, sorted_rows, sort_table: Shows a table in order.
- table, table_name = table : The table.
- sort_by, order_by, column = column : Column that decides.
- direction, order, sort_order =? enum(asc=ascending/lowest first/in increasing order;desc=descending/highest first/in decreasing order) : 'asc' or 'desc'.
- nulls_last, empty_last =? bool(true=with empty values last/empty values at the end;false=with empty values first) : Whether empty values come last.
- limit, top, max_rows =? int(3,100) : Rows to show.
> Show {table} sorted by {sort_by}[, {direction}][, {nulls_last}]
> List the {table} table by {sort_by}[, {direction}][. {limit} rows are enough.]
> Order {table} by {sort_by} {direction}
import_csv, load_csv, read_csv_file: Loads a CSV file into a table.
- file, path, filename = file : File to load.
- table, target_table, into = table : Table to load into.
- delimiter, separator, sep =? enum(comma=commas/comma-separated;semicolon=semicolons;tab=tabs/tab-separated) : Separator: comma, semicolon or tab.
- has_header, header =? bool(true=with a header/the first line is a header;false=without a header/there is no header) : Whether the first line names the columns.
- skip_rows, skip, skip_lines =? int(1,9) : Lines to leave out at the start.
> Load {file} into the {table} table[, {has_header}][. Skip the first {skip_rows} lines.]
> Import {file} to {table}[, {has_header}][. Fields are separated by {delimiter}.]
> Read {file} into {table}[, {has_header}]
## machine learning
train_classifier, fit_classifier, start_training: Trains a classifier.
- dataset, data, training_data = pick(iris.csv/reviews.json/MNIST/the churn data) : Data to train on.
- epochs, num_epochs, n_epochs = int(2,200) : Passes over the data.
- learning_rate, lr, step_size =? pick(0.01/0.001/0.1/3e-4/1e-5) : Step size.
- batch_size, batch, bs =? pick(16/32/64/128/256) : Rows per step.
- early_stopping, stop_early =? bool(true=with early stopping/and stop early;false=without early stopping) : Whether to stop when nothing improves.
- gpu, use_gpu, on_gpu =? bool(true=on the GPU/using the GPU;false=on the CPU/without a GPU) : Whether to use the GPU.
> Train a classifier on {dataset} for {epochs} epochs[ {gpu}][. Use a learning rate of {learning_rate}.][ The batch size is {batch_size}.]
> Fit a classifier to {dataset}, {epochs} epochs[, {early_stopping}][, batch size {batch_size}]
> Start training on {dataset} {gpu} for {epochs} epochs[ {early_stopping}]
tokenize_file, tokenize, preprocess_text: Cuts a text into tokens.
- file, document, path = file : Text to cut.
- lowercase, lower, to_lower =? bool(true=in lower case/lowercased;false=keeping the case/with original case) : Whether to lower the case.
- remove_stopwords, drop_stopwords =? bool(true=without stop words/and drop stop words;false=keeping stop words) : Whether common words are dropped.
- unit, level =? enum(word=words/word by word;character=characters/character by character;sentence=sentences/sentence by sentence) : 'word', 'character' or 'sentence'.
> Tokenize {file} into {unit}[, {lowercase}][, {remove_stopwords}]
> Cut {file} into {unit}[ {remove_stopwords}]
> Split {file} into tokens[, {lowercase}][ {remove_stopwords}]
scatter_plot, plot_scatter, draw_scatter: Draws points of two columns.
- x, x_column, x_axis = column : Column of the horizontal axis.
- y, y_column, y_axis = column : Column of the vertical axis.
- color, point_color =? shade : Colour of the points.
- log_scale, logarithmic =? bool(true=on a log scale/on logarithmic axes;false=on a linear scale) : Whether axes are logarithmic.
- grid, show_grid =? bool(true=with a grid/with grid lines;false=without a grid/no grid) : Whether to draw a grid.
- title, heading =? quoted(subject) : Title of the picture.
> Plot {y} against {x}[ in {color}][, {log_scale}][, {grid}]
> Draw a {color} scatter plot of {x} and {y}[ {grid}][. The title is {title}.]
> Make a scatter plot with {x} on the x axis and {y} on the y axis[, {log_scale}][, titled {title}]
"""

_LIFE = """
## health
daily_water, water_intake, hydration_goal: How much a person should drink.
- weight, body_weight, kg = measure(45,120,kg/kilograms/pounds) : Weight of the person.
- activity, activity_level =? enum(sedentary=inactive/sedentary;moderate=moderately active;very_active=very active/athletic) : Activity: sedentary, moderate or very_active.
- sex, gender =? enum(f=woman/female;m=man/male) : 'm' or 'f'.
- hot_climate, hot, warm_weather =? bool(true=in hot weather/in the heat;false=in cool weather) : Whether it is hot.
- unit, units =? enum(metric=in liters/in metric units;imperial=in ounces/in imperial units) : 'metric' for liters, 'imperial' for ounces.
> How much should a {activity} {sex} of {weight} drink[ {hot_climate}][, {unit}]
> I'm a {sex} and weigh {weight}. How much water do I need[ {hot_climate}][, {unit}]
> @calc the water intake of a {weight} {sex}[ {hot_climate}]
heart_rate_zones, training_zones, pulse_zones: Heart rates for training.
- age, years = int(14,80) : Age of the person.
- resting_rate, resting_hr, resting_pulse =? int(42,85) : Pulse at rest.
- intensity, zone, effort =? enum(easy=easy/light;moderate=moderate/medium;hard=hard/intense/vigorous) : How hard the training is.
> What pulse should a {age}-year-old have in {intensity} training[? The resting pulse is {resting_rate}.]
> I'm {age}. Which heart rate is right for a {intensity} run[? My resting pulse is {resting_rate}.]
> @calc the heart rate for {intensity} exercise at age {age}[ with a resting rate of {resting_rate}]
find_therapist, therapist_search, find_specialist: Finds a doctor or therapist.
- specialty, field, kind = pick(dermatologist/physiotherapist/cardiologist/psychologist/pediatrician) : Kind of doctor.
- city, location, near = city_state : Where.
- language, spoken_language =? language : Language that is spoken.
- gender, sex =? enum(female=female;male=male) : Gender of the doctor.
- online, video, telehealth =? bool(true=online/by video;false=in person/on site) : Whether the visit is by video.
- new_patients, accepting_new =? bool(true=accepting new patients/who takes new patients) : Whether new patients are taken.
> @list a {gender} {specialty} in {city}[ {new_patients}]
> @list a {language}-speaking {specialty} in {city}[, {online}]
> I need a {specialty} in {city}[, {online}][, {new_patients}][. I'd prefer a {gender} one.]
## recipes
recipe_ideas, dish_ideas, suggest_dish: Suggests dishes of a kind.
- diet, dietary, restriction =? diet : Diet that the dish fits.
- cuisine, style, origin =? nationality : Cuisine.
- course, meal, meal_type =? enum(starter=starter/appetizer;main=main course/main dish;dessert=dessert/sweet;side_dish=side dish/side) : Course: starter, main, dessert or side_dish.
- minutes, max_time, time_limit =? int(10,120) : Time to cook.
- spicy, hot =? bool(true=spicy/hot;false=mild/not spicy) : Whether the dish is hot.
- servings, portions, people =? int(2,10) : How many people eat.
> @list a {diet} {cuisine} {course}[ for {servings} people]
> What is a good {minutes}-minute {diet} {course}
> @list a {+spicy} {cuisine} {course}[. It should serve {servings}.]
> Suggest a {cuisine} {course}[ that takes {minutes} minutes][, {diet}]
bake_time, oven_setting, baking_time: How long and how hot to bake.
- food, dish, item = pick(sourdough bread/a pizza/salmon fillets/brownies/a whole chicken) : What is baked.
- weight, mass =? measure(1,4,kg/pounds/lbs) : Weight.
- fan, convection, fan_oven =? bool(true=with the fan on/in a fan oven;false=without the fan/in a conventional oven) : Whether the fan runs.
- temperature_unit, unit, scale =? enum(celsius=in Celsius/in °C;fahrenheit=in Fahrenheit/in °F) : 'celsius' or 'fahrenheit'.
> How long do I bake {food}[ weighing {weight}][ {fan}][, {temperature_unit}]
> What temperature does {food} need[ {fan}][, {temperature_unit}]
> Give me the oven setting for {food} {fan}
## restaurants
catering_quote, cater_event, order_catering: Quotes the price of food for an event.
- cuisine, kind, style =? nationality : Kind of food.
- guests, people, persons = int(8,300) : Number of guests.
- occasion, event_type =? enum(wedding=wedding;birthday=birthday;business_lunch=business lunch/office lunch) : Occasion.
- vegetarian, meatless =? bool(true=vegetarian/meatless;false=with meat) : Whether all food is meatless.
- drinks, include_drinks =? bool(true=including drinks/with drinks;false=without drinks/food only) : Whether drinks are included.
> What does {cuisine} catering for {guests} guests cost[, {drinks}]
> Quote a {+vegetarian} {cuisine} buffet for {guests} people[, {drinks}]
> We need {+vegetarian} food for a {occasion} with {guests} guests[, {drinks}][. It should be {cuisine}.]
kitchen_hours, still_serving, is_kitchen_open: Whether a place still serves food.
- restaurant, place, name = pick(The Fox and Hound/House of Dumplings/Taste of India/Salt & Pepper/Bread and Butter/The Cat in the Hat Cafe) : Name of the place.
- day, weekday =? weekday : Day.
- outdoor, terrace, outside =? bool(true=on the terrace/outside;false=inside) : Whether people sit outside.
> Does {restaurant} still serve food[ on {day}][ {outdoor}]
> When does the kitchen of {restaurant} close[ on {day}]
> Check if {restaurant} serves {outdoor}[ on {day}]
## education
find_lessons, lesson_search, find_tutor: Finds lessons.
- subject, topic, skill = pick(Spanish/piano/chess/algebra/pottery/German/guitar) : What is taught.
- level, difficulty, grade =? enum(beginner=beginner/beginners';intermediate=intermediate;advanced=advanced/expert) : Level: beginner, intermediate or advanced.
- online, remote, virtual =? bool(true=online/over the internet;false=in person/face to face) : Whether lessons are online.
- group, in_group, group_class =? bool(true=in a group/with others;false=one-on-one/private) : Whether others take part.
- max_price, hourly_rate, budget =? money(10,90) : Most per hour.
> @list a {level} {subject} course[, {online}]
> @list {level} {subject} lessons[, {group}][, {online}]
> I want to learn {subject}[ {online}][. It should not cost more than {max_price} an hour.]
admission_requirements, university_admission, entry_requirements: What a university asks of applicants.
- university, school, institution = university : Name of the university.
- program, course, major =? pick(computer science/law/medicine/history of art/economics) : Field of study.
- degree, level =? enum(bachelor=undergraduate/bachelor's;master=graduate/master's;phd=doctoral/PhD) : Degree: bachelor, master or phd.
- international, foreign =? bool(true=for international students/as a foreign student;false=for domestic students) : Whether the applicant is from abroad.
> What does {university} ask of applicants[ for {program}][ {international}]
> How do I get into {university}[ {international}][ for a {degree} degree]
> Tell me the {degree} admission requirements of {university}[ in {program}]
university_ranking, rank_of_university, school_rank: Rank of a university.
- university, name, school = university : Name of the university.
- year, edition =? year(2010,2025) : Year of the ranking.
- subject, field =? pick(physics/engineering/law/arts and humanities) : Field.
> Where does {university} rank[ in {subject}][ in {year}]
> What was the rank of {university} in {year}[ for {subject}]
> Look up the ranking of {university}[. Use the {year} edition.]
## law
act_section, statute_text, read_statute: Text of a law.
- act, statute, law_name = statute : Name of the law.
- section, part, article =? plain(1,40) : Section.
- plain_language, simplified =? bool(true=in plain language/in simple words;false=in the original wording/word for word) : Whether to explain it simply.
- amended, current_version =? bool(true=as amended/with all amendments;false=as first passed/without amendments) : Whether changes are included.
> What does [section {section} of ]the {act} say[, {plain_language}]
> Show me the {act}[, {amended}]
> Explain the {act}[ {plain_language}][. I only need section {section}.]
court_decisions, search_rulings, find_rulings: Finds decisions of courts.
- topic, about, subject = statute : Law that the decision is about.
- court_level, level, court =? enum(supreme_court=Supreme Court;appeals_court=appeals court/appellate;district_court=district court) : Court: supreme_court, appeals_court or district_court.
- since, from_year, after =? year(1960,2020) : First year.
- full_text, complete =? bool(true=in full/with the full text;false=as summaries/without the full text) : Whether the whole text is returned.
> Find [{court_level} ]decisions on the {topic}[ since {since}][, {full_text}]
> Which {court_level} rulings deal with the {topic}[? Start in {since}.]
> Search for {court_level} cases about the {topic}[, {full_text}]
## history
treaty_facts, treaty_info, about_treaty: Facts about a treaty or declaration.
- treaty, document, name = treaty : Name of the treaty.
- aspect, detail, field =? enum(date=date/year;signatories=signatories/signers;terms=terms/contents) : What is asked: date, signatories or terms.
- detailed, verbose =? bool(true=in detail/with all details;false=briefly/in short) : Whether to go into detail.
> What were the {aspect} of the {treaty}
> Tell me about the {treaty}[, {detailed}]
> Explain the {aspect} of the {treaty}[ {detailed}]
holders_of_office, list_office_holders, succession: Who held an office between two years.
- office, title, position = office : The office.
- start, from_year, start_year = year(1700,1890) : First year.
- end, to_year, end_year = year(1891,2020) : Last year.
- acting, include_acting =? bool(true=including acting ones/with interim holders;false=without acting ones/no interim holders) : Whether those who only acted count.
> List everyone who was {office} between {start} and {end}[, {acting}]
> Who held the title {office} from {start} to {end}[, {acting}]
> Name each {office} from {start} until {end}
family_of_ruler, dynasty, royal_family: Family of a person of history.
- person, ruler, name = notable : Name of the person.
- relation, relatives =? enum(children=children/sons and daughters;parents=parents/mother and father;siblings=siblings/brothers and sisters) : Relatives: children, parents or siblings.
- generations, depth =? int(2,6) : Generations to show.
> Who were the {relation} of {person}
> Show the family of {person}[ over {generations} generations]
> Name the {relation} of {person}[. Go back {generations} generations.]
## arts
painting_location, where_is_painting, locate_artwork: Where a painting hangs.
- painting, title, artwork = painting : Title of the painting.
- on_display, displayed =? bool(true=and is it on display/if it is on display) : Whether it must be on display.
> Where does {painting} hang
> Which museum owns {painting}
> Find out where I can see {painting}, {on_display}
exhibition_search, find_exhibitions, museum_shows: Exhibitions of a museum.
- museum, venue, place = museum_name : Name of the museum.
- month, when =? month : Month.
- free_entry, free, no_fee =? bool(true=free/with free entry/without an entrance fee;false=paid) : Whether entry is free.
- kids, family, for_children =? bool(true=for children/family-friendly;false=for adults) : Whether they are for children.
> What {+free_entry} exhibitions are there at the {museum}[ in {month}]
> Show exhibitions of the {museum}[ in {month}][, {kids}]
> Is anything {kids} on at the {museum}[ in {month}]
## music
sheet_music, find_score, score_search: Finds sheet music.
- piece, work, title = symphony : Title of the work.
- instrument, for_instrument =? instrument : Instrument.
- difficulty, level =? enum(easy=easy/beginner's/simplified;intermediate=intermediate;original=original/unabridged) : Difficulty of the arrangement.
- free, public_domain =? bool(true=free/for free;false=paid) : Whether it costs nothing.
> Find the {difficulty} score of {piece} for {instrument}
> I need {+free} sheet music for {piece}[ for the {instrument}]
> Is there a {difficulty} version of {piece}[ for {instrument}]
## books
audiobook_search, find_audiobook, get_audiobook: Finds an audiobook.
- title, book, name = saga : Title of the book.
- language, lang =? language : Language.
- unabridged, full_version =? bool(true=unabridged/complete;false=abridged/shortened) : Whether nothing is left out.
- narrator, reader, read_by =? actor : Who reads it.
> Find an {unabridged} audiobook of {title}[ in {language}]
> Is there a {language} audiobook of {title}[ read by {narrator}]
> I want to listen to {title}[, {unabridged}][. {narrator} should read it.]
book_characters, list_characters, who_is_in_book: Characters of a book.
- title, book, novel = saga : Title of the book.
- main_only, major_only =? bool(true=main characters only/without minor characters;false=including minor characters) : Whether only main characters are listed.
- spoilers, with_spoilers =? bool(true=with spoilers/spoilers are fine;false=without spoilers/spoiler-free) : Whether the end may be given away.
> Who are the characters of {title}[, {main_only}][, {spoilers}]
> List the people in {title}[, {spoilers}]
> Describe the characters in {title}[, {spoilers}][, {main_only}]
## films
where_to_stream, streaming_search, watch_online: Where a film can be streamed.
- title, film, movie = long_film : Title of the film.
- country, region =? nation : Country.
- free, free_only, without_fee =? bool(true=for free/free of charge;false=on a paid service) : Whether it costs nothing.
- quality, resolution =? enum(sd=standard definition/SD;hd=high definition/HD;uhd=4K/ultra HD) : Quality: sd, hd or uhd.
- subtitles, with_subtitles =? bool(true=with subtitles/subtitled;false=without subtitles) : Whether there are subtitles.
> Where can I stream {title}[ {free}][ in {country}][, {subtitles}]
> Is {title} available in {country}[ in {quality}][ {subtitles}]
> Find {title} online[, {free}][, {subtitles}][. I want it in {quality}.]
film_trivia, movie_facts, behind_the_scenes: Facts about how a film was made.
- title, film, movie = long_film : Title of the film.
- count, n, limit =? int(2,15) : How many facts.
- spoilers, allow_spoilers =? bool(true=with spoilers/spoilers are okay;false=without spoilers/no spoilers) : Whether the plot may be given away.
> Tell me [{count} ]facts about the making of {title}[, {spoilers}]
> What happened behind the scenes of {title}[? Keep it to {count} facts.]
> Give me trivia on {title}[, {spoilers}]
## geography
landform_facts, about_landform, geo_feature: Facts about a cape, gulf, bay or island.
- name, feature, place = landform : Name on the map.
- fact, field, property = pick(depth/area/length/width) : What is asked.
- units, unit_system, system =? enum(metric=in metric units/in kilometers/in meters;imperial=in imperial units/in miles/in feet) : 'metric' or 'imperial'.
> What is the {fact} of the {name}[, {units}]
> @get the {fact} of the {name}[ {units}]
> Describe the {fact} of the {name}[. Please answer {units}.]
postal_codes, zip_lookup, find_zip: Postal codes of a town.
- city, place, town = city_state : Town, with state or country.
- street, road =? pick(Avenue of the Americas/Church Street/Lake Shore Drive/Martin Luther King Jr. Boulevard) : Street.
- format, style =? enum(short=short/five-digit;extended=extended/nine-digit) : 'short' or 'extended'.
> What is the [{format} ]zip code of {city}
> Find the [{format} ]postal codes for {street} in {city}
> Which zip codes belong to {city}[? I mean {street}.]
"""

_SERVICES = """
## finance
find_branch, bank_branches, nearest_branch: Finds branches of a bank.
- bank, institution, name = institution : Name of the bank or firm.
- city, location, near = city_state : Where.
- open_saturday, weekend, saturday =? bool(true=open on Saturdays/that open on Saturdays;false=closed on Saturdays) : Whether it opens on Saturdays.
- atm, has_atm, cash_machine =? bool(true=with a cash machine/with an ATM;false=without a cash machine) : Whether there is a cash machine.
> Where is a {bank} branch in {city}[ {atm}]
> @list a branch of {bank} in {city}[, {open_saturday}]
> Is there a {bank} near {city}[ {atm}][? It should be {open_saturday}.]
credit_card_offers, find_credit_card, compare_cards: Finds credit cards.
- reward, rewards, benefit =? enum(cash_back=cash-back;miles=air miles/travel;points=points) : Reward: cash_back, miles or points.
- no_fee, without_fee, fee_free =? bool(true=without an annual fee/with no annual fee/fee-free;false=with an annual fee) : Whether there is no yearly fee.
- credit_score, score, rating =? int(520,840) : Credit score of the applicant.
- limit, credit_limit =? money(500,20000) : Credit limit wanted.
- student, for_students =? bool(true=student/for students) : Whether it is for students.
> @list a {reward} credit card {no_fee}
> @list a {+student} credit card[ {no_fee}][. My credit score is {credit_score}.]
> Which {reward} cards can I get with a score of {credit_score}[, {no_fee}]
> I want a credit card with a limit of {limit}[, {no_fee}]
standing_order, recurring_payment, schedule_payment: Sets up a payment that repeats.
- recipient, payee, to = institution : Who gets the money.
- amount, sum, value = money(10,2000) : Amount.
- frequency, interval, every =? enum(weekly=weekly/every week;monthly=monthly/every month;yearly=yearly/once a year) : How often: weekly, monthly or yearly.
- until_cancelled, open_ended =? bool(true=until I cancel it/with no end date;false=for one year only) : Whether it runs until cancelled.
> Set up a {+frequency} payment of {amount} to {recipient}[, {until_cancelled}]
> Pay {recipient} {amount} {frequency}[, {until_cancelled}]
> I want to send {amount} to {recipient}[ {frequency}]
## investing
analyst_rating, stock_rating, broker_rating: What analysts say about a firm.
- company, firm, name = institution : Name of the firm.
- horizon, term, outlook =? enum(short_term=short-term/near-term;long_term=long-term) : 'short_term' or 'long_term'.
- include_targets, price_targets, targets =? bool(true=with price targets/including price targets;false=without price targets) : Whether target prices are given.
> What do analysts think of {company}[, {include_targets}]
> @get the {horizon} rating of {company}[ {include_targets}]
> Should I hold {company}[? Give me the {horizon} rating, {include_targets}.]
screen_stocks, stock_screener, filter_stocks: Finds stocks by their figures.
- sector, industry, field = pick(technology/energy/health care/banking/retail) : Industry.
- min_cap, market_cap, minimum_value =? money(1000,900000) : Smallest market value.
- min_price, low, price_from = money(2,40) : Lowest price.
- max_price, high, price_to = money(41,400) : Highest price.
- dividend, pays_dividend =? bool(true=that pay dividends/dividend-paying;false=without dividends/that pay no dividend) : Whether they pay a dividend.
- cap_size, size =? enum(small_cap=small-cap/small;mid_cap=mid-cap/medium-sized;large_cap=large-cap/big) : Size: small_cap, mid_cap or large_cap.
> @list {cap_size} {sector} stocks between {min_price} and {max_price}[ {dividend}]
> Which {sector} stocks cost from {min_price} to {max_price}[? I want {cap_size} ones {dividend}.]
> @list {sector} stocks with <prices between {min_price} and {max_price} & a market value above {min_cap}>
## weather
pollen_count, pollen_forecast, allergy_report: Pollen in the air.
- location, city, place = city_state : Place.
- plant, kind, allergen =? enum(grass=grass;birch=birch;ragweed=ragweed;tree=tree) : Kind of pollen.
- detailed, hourly, by_hour =? bool(true=hour by hour/in detail;false=as a daily value/without details) : Whether to give each hour.
> How high is the {plant} pollen count in {location}[, {detailed}]
> Is there much {plant} pollen in {location} (today|now)
> @get the pollen report for {location}[, {detailed}]
sea_temperature, water_temperature, ocean_temp: Temperature of the sea.
- sea, water, place = water : Sea, bay or gulf.
- unit, units, temperature_unit =? enum(metric=in Celsius/in degrees Celsius/in °C;imperial=in Fahrenheit/in degrees Fahrenheit/in °F) : 'metric' is Celsius, 'imperial' is Fahrenheit.
- month =? month : Month.
- depth =? measure(2,400,meters/m/feet) : Depth.
> How warm is the water in the {sea}[ in {month}][, {unit}]
> @get the sea temperature of the {sea}[ at a depth of {depth}][ {unit}]
> What's the temperature of the {sea}[ in {month}][? Answer {unit}.]
## sports
run_plan, running_plan, race_training: Plans the training for a race.
- distance, race, race_distance = pick(5k/10k/half marathon/marathon) : Race.
- weeks, duration, length = int(4,24) : Weeks until the race.
- level, experience =? enum(novice=beginner's/novice/first-time;intermediate=intermediate;elite=advanced/expert) : Level: novice, intermediate or elite.
- days_per_week, runs, sessions =? int(2,6) : Runs in a week.
- hills, with_hills =? bool(true=with hill runs/including hills;false=without hills/flat only) : Whether hills are included.
> Make a {weeks}-week {level} {distance} plan[, {hills}]
> I run a {distance} in {weeks} weeks. Plan my training[, {hills}][. I can run {days_per_week} times a week.]
> Give me a {level} plan of {weeks} weeks for a {distance}[ with {days_per_week} runs a week]
match_tickets, sports_tickets, find_tickets: Finds tickets for a match.
- team, club, home_team = team : Team.
- count, tickets, seats = int(2,8) : Number of tickets.
- section, area, seat_type =? enum(standing=standing;seated=seated/sitting;vip=VIP/box) : Where: standing, seated or vip.
- together, adjacent, side_by_side =? bool(true=next to each other/side by side;false=apart is fine) : Whether seats are next to each other.
- max_price, price_limit =? money(15,300) : Most per ticket.
> @list {count} {section} tickets for {team}[, {together}]
> I'd like {count} seats at the next {team} game[, {together}][, for at most {max_price} each]
> Are there {section} tickets for {team}[? We need {count}, {together}.]
## games
make_map, generate_map, new_map: Makes a map for a game.
- width, w, cols = int(16,300) : Width in tiles.
- height, h, rows = int(16,300) : Height in tiles.
- terrain, biome, landscape =? enum(desert=desert/sandy;forest=forest/wooded;islands=island/sea;snow=snowy/arctic) : Landscape: desert, forest, islands or snow.
- seed, random_seed =? plain(1,9999) : Seed of the generator.
- rivers, with_rivers =? bool(true=with rivers/including rivers;false=without rivers/no rivers) : Whether rivers are drawn.
> Generate a {width} by {height} {terrain} map[, {rivers}]
> Make a {terrain} map with <a width of {width} & a height of {height}>[. Use {seed} as the seed.]
> I need a {terrain} map, {width} tiles wide and {height} tiles high[, {rivers}][, seed {seed}]
new_puzzle, make_puzzle, generate_puzzle: Makes a puzzle.
- kind, puzzle_type, type = enum(sudoku=sudoku;crossword=crossword/crossword puzzle;word_search=word search) : Puzzle: sudoku, crossword or word_search.
- difficulty, level =? enum(easy=easy/simple;medium=medium;hard=hard/tough/difficult;expert=fiendish/expert) : Difficulty of the puzzle.
- timed, with_timer =? bool(true=with a timer/timed;false=without a timer/untimed) : Whether time is measured.
- hints, allow_hints =? bool(true=with hints/hints allowed;false=without hints/no hints) : Whether hints are given.
> Give me a {difficulty} {kind}[, {timed}][, {hints}]
> Make a {difficulty} {+timed} {kind}
> I want to solve a {kind}[. It should be {difficulty}, {hints}.]
## genealogy
birth_records, find_birth_record, search_records: Finds records of a person.
- name, person, full_name = person : Name of the person.
- from_year, start, earliest = year(1780,1880) : First year.
- to_year, end, latest = year(1881,1950) : Last year.
- place, town, parish =? city_state : Where to look.
- exact, exact_spelling =? bool(true=with exact spelling/spelled exactly like that;false=with similar spellings/in any spelling) : Whether other spellings are left out.
- marriages, include_marriages =? bool(true=including marriages/and marriages too;false=births only/without marriages) : Whether marriages are searched too.
> Find records of {name} between {from_year} and {to_year}[ in {place}][, {exact}]
> Search the church books for {name}, {from_year} to {to_year}[, {marriages}]
> When was {name} born[? It was between {from_year} and {to_year}.][ Search {exact}.]
ancestors_of, list_ancestors, pedigree: Ancestors of a person.
- person, name, of = notable : Name of the person.
- line, side, lineage =? enum(maternal=maternal/mother's;paternal=paternal/father's) : Line: maternal or paternal.
- generations, depth, levels =? int(2,10) : Generations.
- with_dates, dates =? bool(true=with dates/including dates;false=without dates/names only) : Whether dates are shown.
> Show {generations} generations of {line} ancestors of {person}[, {with_dates}]
> Who were the {line} ancestors of {person}[, {with_dates}]
> List the ancestors of {person}[. Go back {generations} generations.]
## biology
identify_flower, plant_finder, name_that_flower: Names a plant from how it looks.
- color, petal_color, flower_color = pick(yellow/white/purple/pink/blue/red) : Colour of the petals.
- petals, petal_count, n_petals =? int(3,12) : Number of petals.
- height, size =? enum(low=low/small/short;tall=tall/high) : 'low' or 'tall'.
- leaf_shape, leaves =? enum(round=round;needle_like=needle-like/needle-shaped;heart_shaped=heart-shaped) : Shape of the leaves: round, needle_like or heart_shaped.
- season, blooms_in =? pick(spring/summer/autumn/winter) : When it blooms.
> Which {height} {color} flower has {petals} petals[ and {leaf_shape} leaves]
> I found a {height} {color} flower with {leaf_shape} leaves[ in {season}]. What is it
> Name a {petals}-petaled {color} flower[ that blooms in {season}]
align_sequences, sequence_alignment, pairwise_alignment: Aligns two sequences.
- first, seq1, sequence_a = sequence : First sequence.
- second, seq2, sequence_b = sequence : Second sequence.
- mode, alignment_type =? enum(global=globally/end to end;local=locally) : 'global' or 'local'.
- gap_penalty, gap, penalty =? int(1,12) : Penalty for a gap.
- show_alignment, verbose =? bool(true=and show the alignment/with the alignment shown;false=score only/without showing it) : Whether to show the alignment.
> Align {first} with {second}[ {mode}][, {show_alignment}]
> How well do {first} and {second} match[? Align them {mode}.][ Use a gap penalty of {gap_penalty}.]
> Align the sequences {first} and {second}[ {mode}][ with a gap penalty of {gap_penalty}]
## home
washing_program, start_washer, run_washer: Starts the washing machine.
- temperature, temp, degrees = pick(30/40/60/90) : Temperature in degrees.
- fabric, program, laundry = fabric : Kind of laundry.
- spin, spin_speed, rpm =? pick(800/1000/1200/1400) : Turns per minute.
- eco, eco_mode, save_energy =? bool(true=in eco mode/saving energy;false=without eco mode) : Whether to save energy.
- prewash, pre_wash =? bool(true=with prewash/including prewash;false=without prewash/no prewash) : Whether to wash beforehand.
> Start a {temperature}-degree {fabric} wash[, {prewash}][, {eco}]
> Wash the {fabric} things at {temperature} degrees[ {eco}][. Spin at {spin}.]
> Run the {fabric} program at {temperature} degrees[, {prewash}]
lighting_scene, set_scene, set_mood_light: Sets a scene of light.
- room, area, where = room : Room.
- color, hue, colour =? pick(warm white/blue/red/purple/green) : Colour of the light.
- brightness, level, percent =? percent(10,95) : Brightness in percent.
- fade, gradually, slow =? bool(true=gradually/fading in slowly;false=at once/immediately) : Whether the light changes slowly.
> Make soft {color} light in the {room}[, {fade}][, at {brightness}]
> Set a {color} scene in the {room}[ {fade}][. Brightness {brightness}.]
> I'd like {color} light at {brightness} in the {room}
## schedules
book_room, reserve_room, meeting_room: Reserves a meeting room.
- people, capacity, seats = int(2,40) : How many people meet.
- time, start, at = time : When the meeting starts.
- minutes, duration, length =? int(15,180) : Length in minutes.
- projector, with_projector, beamer =? bool(true=with a projector/with a screen;false=without a projector/no projector) : Whether a projector is needed.
- recurring, weekly, repeats =? bool(true=every week/weekly;false=just once/once only) : Whether the booking repeats.
> @book a {people}-person meeting room at {time}[ {projector}]
> We need a {people}-seat room at {time}[ for {minutes} minutes][, {projector}][, {recurring}]
> @book a room for {people} people at {time}[, {recurring}][. We need it for {minutes} minutes.]
"""

CUES = "\n".join((_THINGS, _WRITING, _LIFE, _SERVICES))
