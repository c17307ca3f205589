# ruff: noqa: E501 (a line is an entry)
"""Names that fill the text arguments of generated function tools."""

from __future__ import annotations

_TEXT = """
person: Maria Lopez|John Smith|Aisha Khan|Kenji Tanaka|Emma Johnson|Liam O'Brien|Priya Patel|Chen Wei|Olga Petrova|David Kim|Sarah Connor|Ahmed Hassan|Laura Bianchi|Tom Baker|Nina Schulz|Carlos Mendes|Grace Okafor|Peter Novak|Hannah Lee|Samuel Adeyemi|Julia Roberts|Michael Brown|Anna Kowalska|Robert Green
first_name: Alice|Bob|Maya|Ravi|Sofia|Jonas|Mom|Dad|Karim|Elena|Grandma|Dr. Patel|Uncle Joe|Yuki|Noah|Chloe
city: Paris|London|New York|Tokyo|Berlin|San Francisco|Chicago|Rome|Madrid|Sydney|Toronto|Mumbai|Seattle|Boston|Austin|Denver|Miami|Lisbon|Vienna|Oslo|Seoul|Bangkok|Dubai|Singapore|Los Angeles|Las Vegas|Portland|Atlanta|Amsterdam|Barcelona|Athens|Cairo|New Orleans|San Diego|Houston|Philadelphia
region: California|Texas|NY|CA|Illinois|Ontario|Bavaria|Florida|Oregon|Queensland|MA|Washington|Scotland|Colorado|Georgia
country: France|Germany|Japan|Brazil|India|Canada|Kenya|Norway|Mexico|Egypt|Spain|Australia|Italy|Peru|Vietnam|the United States|South Korea|New Zealand|Portugal|Chile|Turkey|Sweden|China|Nigeria|Argentina|Poland|Thailand|the United Kingdom
state: California|Texas|New York|Florida|Ohio|Nevada|Georgia|Oregon|Illinois|Washington|Michigan|Virginia|Arizona|Colorado|Massachusetts|New Jersey|Pennsylvania
company: Apple|Microsoft|Tesla|Amazon|Google|Netflix|Intel|Nvidia|Boeing|Toyota|Siemens|Samsung|Coca-Cola|Starbucks|Pfizer|IBM|Adobe|Nike|Walmart|Ford|Airbus|Unilever|Meta|Oracle|Spotify
ticker: AAPL|MSFT|TSLA|AMZN|GOOGL|NFLX|INTC|NVDA|BA|KO|SBUX|IBM|ADBE|NKE|WMT|F|META|ORCL|DIS|JPM
artist: Taylor Swift|The Beatles|Adele|Drake|Beyoncé|Coldplay|Miles Davis|Radiohead|Queen|Nina Simone|BTS|Daft Punk|Ed Sheeran|Bob Dylan|Pink Floyd|Billie Eilish|Johnny Cash
song: Bohemian Rhapsody|Yesterday|Rolling in the Deep|Imagine|Hey Jude|Shape of You|Smells Like Teen Spirit|Hallelujah|Billie Jean|Hotel California|Let It Be|Wonderwall|Lose Yourself
genre: jazz|rock|pop|classical|hip hop|country|blues|electronic|reggae|folk|metal|indie|soul
film: Inception|The Godfather|Titanic|Parasite|Casablanca|The Matrix|Spirited Away|Jurassic Park|Pulp Fiction|Avatar|Toy Story|The Dark Knight|Interstellar|Amélie|Forrest Gump|Frozen
film_genre: comedy|horror|drama|science fiction|action|romance|thriller|documentary|animation|mystery|western|fantasy
director: Christopher Nolan|Greta Gerwig|Steven Spielberg|Hayao Miyazaki|Quentin Tarantino|Sofia Coppola|Martin Scorsese|Bong Joon-ho|Alfred Hitchcock
book: Pride and Prejudice|Dune|1984|The Hobbit|Moby Dick|Beloved|The Great Gatsby|Emma|War and Peace|Frankenstein|The Alchemist|Jane Eyre|Brave New World
author: Jane Austen|George Orwell|Toni Morrison|Haruki Murakami|Agatha Christie|Stephen King|Leo Tolstoy|Margaret Atwood|Isaac Asimov|Gabriel García Márquez
team: Manchester United|Los Angeles Lakers|Real Madrid|New York Yankees|Golden State Warriors|Barcelona|Chicago Bulls|Bayern Munich|Boston Celtics|Liverpool|Dallas Cowboys|Green Bay Packers|Arsenal|Toronto Raptors|Juventus|Chelsea
league: NBA|NFL|Premier League|La Liga|MLB|NHL|Bundesliga|Serie A|Champions League|WNBA
athlete: LeBron James|Serena Williams|Lionel Messi|Roger Federer|Simone Biles|Usain Bolt|Cristiano Ronaldo|Stephen Curry|Rafael Nadal|Tom Brady|Michael Jordan|Naomi Osaka|Tiger Woods
sport: soccer|basketball|tennis|baseball|hockey|cricket|swimming|golf|volleyball|rugby|badminton
game: Minecraft|Chess|The Legend of Zelda|Fortnite|Tetris|Mario Kart|Monopoly|Elden Ring|Catan|League of Legends|Stardew Valley|Portal 2|Overwatch
platform: PlayStation 5|Xbox|PC|Nintendo Switch|Steam|PS4|Xbox Series X|mobile
hero: warrior|mage|rogue|archer|healer|paladin|wizard
cuisine: Italian|Mexican|Thai|Indian|Japanese|French|Chinese|Greek|Korean|Ethiopian|Vietnamese|Lebanese|Spanish|sushi
dish: lasagna|chicken curry|pad thai|pancakes|chocolate cake|beef stew|paella|ramen|falafel|apple pie|risotto|tacos|banana bread|carbonara|tomato soup
ingredient: flour|sugar|butter|eggs|milk|chicken|rice|tomatoes|garlic|onions|cheddar|spinach|olive oil|salmon|tofu|mushrooms|basil|beans|potatoes
food: apple|banana|pizza|Big Mac|cooked rice|almonds|avocado|whole milk|salmon|oatmeal|Greek yogurt|peanut butter|boiled egg
diet: vegan|vegetarian|gluten-free|keto|paleo|low-carb|dairy-free|halal|kosher|pescatarian
restaurant: Luigi's|The Golden Dragon|Chez Marie|Blue Lagoon|Spice Garden|La Piazza|Joe's Diner|Sakura House|The Green Fork|Bella Napoli
hotel: Hilton|the Marriott|Grand Plaza|Hotel Europa|the Ritz|Sunset Inn|Holiday Inn|The Lakeside Resort|Hyatt Regency|the Four Seasons
airport: JFK|LAX|LHR|CDG|SFO|ORD|HND|FRA|DXB|SIN|AMS|BOS|SEA|MAD
airline: Delta|Lufthansa|United|Emirates|Air France|British Airways|Qantas|Ryanair|KLM|Singapore Airlines
car: Toyota Corolla|Honda Civic|Tesla Model 3|Ford F-150|BMW X5|Volkswagen Golf|Audi A4|Mazda CX-5|Hyundai Tucson|Jeep Wrangler|Subaru Outback
car_brand: Toyota|Honda|Ford|BMW|Audi|Volkswagen|Nissan|Kia|Volvo|Mercedes|Subaru|Chevrolet
product: wireless headphones|running shoes|laptop|coffee maker|office chair|4K TV|backpack|winter jacket|electric toothbrush|phone case|yoga mat|vacuum cleaner|mechanical keyboard|air fryer|desk lamp
brand: Sony|Nike|Samsung|Apple|Bosch|Adidas|Logitech|Dyson|Canon|Lenovo|Philips|Levi's
color: red|blue|black|white|green|silver|yellow|navy|purple|gray|beige|pink
event: team meeting|dentist appointment|Anna's birthday party|project review|yoga class|lunch with Sam|budget call|piano lesson|sprint planning|book club|flight to Rome
task: buy milk|call the bank|water the plants|renew my passport|submit the report|pick up the dry cleaning|pay the rent|take my pills|feed the cat|email the landlord
message: I'm running late|See you at the station|Happy birthday|Dinner is ready|The meeting is moved to Friday|Can you call me back|Thanks for your help|We arrived safely|I'll be there in ten minutes
subject: Project update|Invoice for March|Meeting notes|Vacation request|Quarterly results|Interview schedule|Weekly report
sentence: The quick brown fox jumps over the lazy dog|I love this product|It was the best of times|Hello, how are you|This movie was terribly boring|Where is the train station|Practice makes perfect|The weather is lovely today|What a waste of money|Good morning everyone
word: banana|racecar|level|Mississippi|hello|serendipity|committee|listen|rhythm|algorithm|elephant|silent|umbrella
file: report.pdf|notes.txt|data.csv|budget.xlsx|photo.png|main.py|backup.zip|slides.pptx|index.html|server.log|thesis.docx
folder: Documents|Downloads|/var/log|~/projects|C:\\Users\\Public|/home/anna/photos|backups|/tmp|src
language: Spanish|French|German|Japanese|Mandarin|Italian|Portuguese|Arabic|Russian|Korean|Hindi|Dutch|Swahili
occupation: nurse|software engineer|teacher|plumber|lawyer|data scientist|electrician|graphic designer|chef|pharmacist
crime: burglary|fraud|assault|tax evasion|theft|arson|embezzlement|vandalism|perjury
case: Brown v. Board of Education|Roe v. Wade|Marbury v. Madison|Miranda v. Arizona|Smith v. Jones|Apple v. Samsung|Doe v. Acme Corp
law_area: contract law|patent law|divorce|criminal law|immigration|employment law|real estate law|copyright|bankruptcy|personal injury
property: two-bedroom apartment|house|condo|studio|townhouse|villa|loft|duplex|cottage
symptom: headache|fever|sore throat|dizziness|back pain|nausea|chest pain|fatigue|skin rash|cough
disease: diabetes|asthma|influenza|malaria|hypertension|measles|pneumonia|migraine|anemia|arthritis
drug: ibuprofen|aspirin|metformin|amoxicillin|paracetamol|lisinopril|insulin|warfarin|atorvastatin
exercise: running|swimming|cycling|yoga|walking|weightlifting|rowing|jumping rope|hiking|dancing
species: gray wolf|blue whale|bald eagle|honey bee|giant panda|African elephant|snow leopard|Homo sapiens|red fox|emperor penguin|oak tree|sea turtle
gene: BRCA1|TP53|CFTR|MYH7|APOE|EGFR|HBB|KRAS|FOXP2
mutation: c.68_69delAG|rs429358|rs7412|V600E|rs1801133|p.Gly12Asp|rs6025
protein: hemoglobin|insulin|collagen|keratin|p53|myosin|actin|albumin
cell: neuron|red blood cell|plant cell|E. coli|stem cell|muscle cell|macrophage
element: oxygen|carbon|iron|gold|helium|sodium|uranium|copper|neon|calcium|silver|lead
compound: H2O|CO2|NaCl|C6H12O6|H2SO4|CH4|NH3|CaCO3|HCl|NaOH|C2H5OH|KMnO4
reaction: 2H2 + O2 -> 2H2O|CH4 + 2O2 -> CO2 + 2H2O|Fe + O2 -> Fe2O3|N2 + H2 -> NH3|Na + Cl2 -> NaCl
substance: water|ethanol|mercury|iron|nitrogen|benzene|ammonia|lead|copper|aluminum
material: steel|copper|glass|rubber|aluminum|wood|concrete|diamond
planet: Mars|Venus|Jupiter|Saturn|Mercury|Neptune|Uranus|Earth|Pluto|the Moon
star: Sirius|Betelgeuse|Proxima Centauri|Vega|Polaris|Rigel|Alpha Centauri
constellation: Orion|Cassiopeia|Ursa Major|Scorpius|Leo|Cygnus
galaxy: Andromeda|the Milky Way|M87|Sombrero Galaxy|NGC 1300
figure: Napoleon Bonaparte|Cleopatra|Abraham Lincoln|Genghis Khan|Marie Curie|Julius Caesar|Queen Victoria|Nelson Mandela|Joan of Arc|Mahatma Gandhi|George Washington
war: World War II|the American Civil War|the Napoleonic Wars|the Crimean War|the Korean War|the Hundred Years' War|World War I|the Punic Wars
battle: the Battle of Waterloo|the Battle of Hastings|Gettysburg|the Battle of Stalingrad|Thermopylae|the Battle of Marathon
invention: the telephone|the printing press|penicillin|the light bulb|the steam engine|radium|gravity|the World Wide Web|the theory of relativity
museum: the Louvre|the British Museum|MoMA|the Prado|the Uffizi Gallery|the Met|the Rijksmuseum
artwork: Mona Lisa|Starry Night|Guernica|The Scream|Girl with a Pearl Earring|The Thinker|Water Lilies
painter: Vincent van Gogh|Frida Kahlo|Pablo Picasso|Claude Monet|Rembrandt|Georgia O'Keeffe|Leonardo da Vinci
river: the Nile|the Amazon|the Danube|the Mississippi|the Ganges|the Rhine|the Yangtze
mountain: Mount Everest|K2|Kilimanjaro|Mont Blanc|Denali|Mount Fuji|the Matterhorn
landmark: the Eiffel Tower|Big Ben|the Statue of Liberty|Central Park|the Colosseum|the Golden Gate Bridge|Times Square|Sagrada Familia
crop: wheat|corn|tomatoes|rice|potatoes|soybeans|lettuce|strawberries
instrument: guitar|piano|violin|drums|cello|trumpet|saxophone|flute
note: C|D|E|F|G|A|B|C#|F#|Bb|Eb
currency: USD|EUR|GBP|JPY|euros|dollars|Japanese yen|Swiss francs|rupees|CAD|AUD|pesos|British pounds
table: customers|orders|employees|products|students|users|invoices|sales|patients
column: name|age|salary|city|price|created_at|status|email|department|grade
topic: climate change|artificial intelligence|the elections|renewable energy|space exploration|the housing market|electric cars|inflation|football
service: haircut|massage|oil change|house cleaning|dental checkup|dog grooming|plumbing repair|manicure
skill: Python|project management|public speaking|machine learning|Excel|photography|Spanish|woodworking
variable: x|y|t|z|n
stock_index: S&P 500|Dow Jones|NASDAQ|FTSE 100|Nikkei 225|DAX
cryptocurrency: Bitcoin|Ethereum|Dogecoin|Solana|BTC|ETH|Cardano
religion: Buddhism|Christianity|Islam|Hinduism|Judaism|Sikhism|Taoism
festival: Diwali|Christmas|Holi|Hanukkah|Eid al-Fitr|Chinese New Year|Oktoberfest
device: the living room lamp|bedroom thermostat|kitchen lights|garage door|TV|air conditioner|porch light|coffee machine
room: living room|bedroom|kitchen|bathroom|office|garage|hallway
amenity: free wifi|a pool|a gym|parking|breakfast|a spa|air conditioning|a bar
feature: price|battery life|weight|screen size|speed|warranty|camera quality|storage|durability
country_fact: population|capital|area|currency|official language|gross domestic product|life expectancy|time zone
stat: goals|assists|points|rebounds|home runs|touchdowns|steals|yellow cards|wins
supply: brushes|oil paint|canvas|charcoal|an easel|watercolors|clay|sketchbooks
outlet: the BBC|Reuters|the New York Times|Al Jazeera|the Guardian|CNN|Le Monde
letter: a|b|c|d|e|i|l|m|n|o|p|r|s|t|u
playlist: Workout Mix|Road Trip|Chill Evenings|Party 2024|Focus|Summer Hits
reagent: sodium chloride|silver nitrate|hydrochloric acid|sulfuric acid|copper sulfate|zinc|ammonia|calcium carbonate|acetic acid|potassium iodide|ethanol|NaOH|KMnO4
nation: France|Japan|Brazil|Kenya|Norway|Peru|South Korea|New Zealand|Saudi Arabia|Vietnam|Costa Rica|Poland|Ghana|Sri Lanka|Iceland|Sierra Leone|Chile|Mongolia
town: Ghent|Dijon|Salzburg|Santa Fe|Baden-Baden|Verona|Cork|Split|Salt Lake City|Kyoto|Lima|Monterey|Bruges|Palm Springs|Uppsala
road: A7|I-95|Route 66|M25|Highway 1|Ring Road|US 101|Sunset Boulevard|I-80|Elm Street|Broadway
grocery: flour|eggs|sugar|brown rice|olive oil|milk|carrots|bell peppers|peanuts|soy sauce|chicken breast|cilantro|cream cheese|lentils|shrimp|garlic|tomatoes|dark chocolate|oat milk|potatoes
fruit: apples|bananas|oranges|pears|mangoes|kiwis|strawberries|almonds|chickpeas|broccoli|sweet potatoes|brown bread|Greek yogurt|spinach|tofu
gadget: iPhone 15|Galaxy S24|Pixel 8|Kindle Paperwhite|iPad Air|Surface Pro|GoPro Hero|PlayStation 5|MacBook Air|Dyson V15|Fitbit Charge|ThinkPad X1
hobby: gardening|chess|photography|trail running|knitting|board games|jazz|bird watching|cooking|model trains|astronomy|surfing|old films
term: budget|deadline|neural network|refund|climate|error|invoice|merger|holiday|privacy policy|todo|summer|draft|supply chain
animal: wolf|lynx|otter|red fox|brown bear|bald eagle|moose|gray seal|barn owl|snow leopard|sea turtle|chimpanzee|gorilla|zebrafish
subject_area: geography|world history|algebra|fractions|photosynthesis|science|sports|music|the Cold War|grammar|astronomy|capital cities|mythology|film|ancient Rome
actor: Tom Hanks|Meryl Streep|Denzel Washington|Penélope Cruz|Robert De Niro|Cate Blanchett|Samuel L. Jackson|Tilda Swinton|Idris Elba|Emma Stone|Al Pacino
given_name: Alice|Bob|Maya|Ravi|Sofia|Jonas|Karim|Elena|Yuki|Noah|Chloe|Anna|Ben|Mary Ann|Jean-Luc|Omar
weekday_name: Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday
month_name: January|February|March|April|May|June|July|August|September|October|November|December
university: University of California, Berkeley|University of Oxford|Massachusetts Institute of Technology|University of Texas at Austin|Trinity College Dublin|University of Illinois at Urbana-Champaign|King's College London|National University of Singapore|ETH Zurich|University of São Paulo|London School of Economics and Political Science|Stanford University
institution: Bank of America|Bank of England|Johnson & Johnson|Procter & Gamble|Ernst & Young|Bed Bath & Beyond|Royal Bank of Canada|Barnes & Noble|Marks and Spencer|Berkshire Hathaway|Bank of the West|General Electric|Deutsche Bank|Wells Fargo
office: Queen of Spain|King of Sweden|Prime Minister of Canada|President of France|Emperor of Japan|Mayor of London|Chancellor of Germany|Secretary of State|Duke of Wellington|Governor of Texas|Speaker of the House
notable: Leonardo da Vinci|Ludwig van Beethoven|Catherine the Great|William the Conqueror|Joan of Arc|Vasco da Gama|Elizabeth I of England|Alexander the Great|Martin Luther King|Charles de Gaulle|Eleanor of Aquitaine|Ada Lovelace|Vincent van Gogh|Otto von Bismarck|Ivan the Terrible|Richard the Lionheart
saga: The Lord of the Rings|Pride and Prejudice|One Hundred Years of Solitude|The Catcher in the Rye|The Grapes of Wrath|Crime and Punishment|Of Mice and Men|A Tale of Two Cities|The Picture of Dorian Gray|Harry Potter and the Goblet of Fire|Alice in Wonderland|To Kill a Mockingbird|For Whom the Bell Tolls|The Lion, the Witch and the Wardrobe
long_film: The Good, the Bad and the Ugly|Pirates of the Caribbean|Gone with the Wind|Raiders of the Lost Ark|The Silence of the Lambs|No Country for Old Men|Guardians of the Galaxy|Eternal Sunshine of the Spotless Mind|Lost in Translation|2001: A Space Odyssey|The Princess and the Frog|Catch Me If You Can
city_state: San Francisco, CA|Austin, Texas|Portland, OR|New York, NY|Springfield, Illinois|Boston, MA|Paris, France|Kyoto, Japan|Salt Lake City, Utah|Washington, DC|Rio de Janeiro, Brazil|Chicago, IL
treaty: Treaty of Versailles|Magna Carta|Treaty of Tordesillas|Peace of Westphalia|Declaration of Independence|Bill of Rights|Edict of Nantes|Treaty of Rome|Congress of Vienna|Good Friday Agreement
statute: Americans with Disabilities Act|Clean Air Act|Freedom of Information Act|General Data Protection Regulation|Fair Labor Standards Act|Civil Rights Act of 1964|Digital Millennium Copyright Act
painting: The Birth of Venus|The Garden of Earthly Delights|Girl with a Pearl Earring|A Sunday on La Grande Jatte|The Night Watch|Liberty Leading the People|The Persistence of Memory|Wanderer above the Sea of Fog|The Last Supper
museum_name: Museum of Modern Art|Art Institute of Chicago|Victoria and Albert Museum|Museum of Fine Arts, Boston|National Gallery of Art|Smithsonian National Air and Space Museum|Palace of Versailles|Tower of London
symphony: The Magic Flute|Symphony No. 5 in C minor|The Four Seasons|Eine kleine Nachtmusik|Rhapsody in Blue|The Rite of Spring|Peter and the Wolf|The Barber of Seville|Clair de Lune
url: https://example.com/data.zip|http://files.example.org/map.pdf|https://example.net/a.csv|https://example.org/2024/report.docx
water: Gulf of Mexico|Strait of Gibraltar|Bay of Bengal|Sea of Japan|Lake of the Woods|English Channel|Gulf of Finland|Bay of Biscay|Strait of Messina|Baltic Sea
landform: Cape of Good Hope|Gulf of Mexico|Strait of Gibraltar|Bay of Bengal|Isle of Man|Sea of Japan|Lake of the Woods|Rock of Gibraltar|Great Barrier Reef|Horn of Africa
fabric: cotton|leather|wool|denim|silk|linen|suede|velvet|fleece|polyester
garment: shirt|jacket|dress|sweater|coat|hat|scarf|skirt|hoodie|blazer|pair of trousers|pair of gloves
shade: blue|red|black|white|green|grey|navy|purple|pink|beige|brown|yellow|dark green|orange
nationality: Italian|Mexican|Thai|Indian|Japanese|French|Chinese|Greek|Korean|Ethiopian|Vietnamese|Lebanese|American|Spanish
car_make: Toyota|Honda|Ford|Audi|Volkswagen|Mazda|Subaru|Kia|BMW|Nissan
league_theme: sports|business|technology|science|politics|entertainment|health|art|finance|travel
furniture: table|sofa|bookshelf|bed|desk|chair|cabinet|wardrobe|bench
wood: oak|pine|walnut|bamboo|birch|teak|maple|ash
shape: round|square|oval|rectangular|hexagonal|L-shaped
breed: Labrador|poodle|Siamese cat|German shepherd|beagle|Persian cat|border collie|golden retriever
"""

#: Pool names to what is in them.
POOLS: dict[str, list[str]] = {
    name: words.split("|")
    for name, _, words in (line.partition(": ") for line in _TEXT.strip().split("\n"))
}
