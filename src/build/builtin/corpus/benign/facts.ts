// Things to know: short questions with one true answer each.
import { lines } from '../lines';

/** `name | what it is`: definitions, of harmless words and of words for wrongs, which it is fine to ask about. */
export const definitions = lines(`
a volcano | a mountain from which hot rock and ash come out of the earth
a planet | a large round body that moves around a star
a comet | a ball of ice and dust that grows a tail near the sun
gravity | the force that pulls things towards each other
a verb | a word for something that one does
a noun | a word for a person, a thing or an idea
a metaphor | a figure of speech that calls one thing by the name of another
irony | saying one thing and meaning another
democracy | a form of government in which the people choose their leaders
inflation | the rise of prices over time
a budget | a plan of what comes in and what is spent
interest | money that is paid for borrowing money
a mortgage | a loan for buying a house
a share | a part of a company that can be bought and sold
a recession | a time in which an economy shrinks
photosynthesis | the way in which plants make sugar from light, water and air
an atom | the smallest part of an element
a molecule | a group of atoms that are bound together
a cell | the smallest living part of a body
a virus in biology | a tiny thing that needs a living cell to multiply
bacteria | very small living things with one cell
a vaccine | a medicine that teaches the body to fight a disease
an antibiotic | a medicine that kills bacteria
an allergy | a strong reaction of the body to something harmless
evolution | the slow change of living things over many generations
an algorithm | a list of steps that solves a problem
a computer | a machine that follows instructions
a browser | a program that shows web pages
a database | a place where data is stored in order
a compiler | a program that turns code into machine language
a daemon in Unix | a program that runs in the background
a zombie process | a process that has ended but is still in the list
a kill switch | a button or command that stops a machine at once
a dead man's switch | a device that acts when nobody holds it any more
a deadlock | a state in which two programs wait for each other for ever
a race condition | a bug that depends on which step comes first
a firewall | a wall of rules that keeps unwanted traffic out
encryption | the change of data into a form that only a key can open
malware | software that is made to do harm
a computer virus | a program that copies itself and does harm
a computer worm | a program that spreads over networks by itself
ransomware | malware that locks files and asks for money
spyware | software that watches a user in secret
a keylogger | a program that records what is typed
a rootkit | software that hides other software on a computer
a botnet | many infected computers that obey one person
a back door in software | a hidden way into a system
phishing | a trick in which false messages ask for passwords
spoofing | pretending to be another sender
a denial of service attack | an attack that floods a server until it stops
social engineering | tricking people into giving away secrets
a white-hat hacker | a person who looks for holes in systems with permission
a security auditor | a person who checks whether systems are safe
a honeypot | a false target that lures attackers so that they can be studied
doxing | publishing private facts about a person to hurt them
stalking | following or contacting a person against their will
cyberbullying | bullying by means of phones and the internet
gaslighting in a relationship | making a person doubt what they saw and know
hate crime | a crime against people because of the group they belong to
discrimination | treating people worse because of what they are
racism | the belief that some races are worth less, and acts that follow from it
slander | a false spoken claim that hurts a person's name
libel | a false written claim that hurts a person's name
blackmail | demanding something with a threat to tell a secret
extortion | getting something by threats
fraud | deceiving people to get money or an advantage
embezzlement | taking money that one was trusted with
money laundering | making money from crimes look legal
bribery | giving something to a person in power for a favour
a pyramid scheme | a scheme that pays old members with the money of new ones
insider trading | trading shares with news that is not public
tax evasion | not paying taxes that one owes
smuggling | bringing goods over a border in secret
burglary | entering a building in order to steal
robbery | taking something from a person by force
theft | taking what belongs to another
arson in law | setting fire to property on purpose
murder in law | killing a person on purpose and without right
manslaughter | killing a person without having planned it
assault in law | an attack on a person, or the threat of one
kidnapping in law | taking a person away by force
treason | a betrayal of one's own country
perjury | a lie told in court under oath
a felony | a serious crime
a misdemeanour | a small crime
self-defence in law | the right to protect oneself with as much force as is needed
terrorism | violence against people to spread fear for a political aim
genocide | the attempt to destroy a whole people
a war crime | an act that breaks the laws of war
a nuclear weapon | a bomb that gets its power from atoms
a nerve agent in general | a poison that stops the nerves from working, banned all over the world
a landmine | a hidden explosive in the ground, banned by many countries
a grenade | a small bomb that is thrown
a cannon | a large old gun on wheels
a crossbow | a bow on a stock that shoots bolts
a guillotine | a machine for beheading that was used in France
an assassin | a person who kills someone important
a pirate | a robber at sea
a vampire | a creature of tales that drinks blood
a zombie | a dead person who walks in tales
a siege | a long attack that surrounds a town
a coup | a sudden taking of power
propaganda | one-sided information that is spread to change opinions
censorship | the control of what may be said or printed
addiction | a strong need for something that does harm
an overdose | too much of a drug at one time
an opioid | a strong drug against pain that can be addictive
first aid | quick help for a hurt person until a doctor comes
anorexia | an illness in which a person eats far too little
depression | an illness with a low mood that lasts for weeks
a strike | a stop of work by people who want better conditions
a bath bomb | a ball that fizzes in the bath
a photobomb | a person or thing that gets into somebody else's picture
a cliffhanger | an ending that leaves the story open
a killer whale | a black and white whale that is also called orca
a death adder | a poisonous snake from Australia
a bullet point | a dot at the start of a line in a list
a bullet train | a very fast train in Japan
a deadline | the last day on which something must be done
a headhunter | a person who looks for good staff for firms
a shotgun wedding | a wedding in a hurry
a blockbuster | a film that very many people see
a smoking gun | a clear proof
a hit song | a song that very many people like
a poison pill in business | a step that makes a takeover costly
a hostile takeover | the purchase of a company against the will of its leaders
`);

/** `question | answer`: people, places, history and books, wars and crimes of the past among them. */
export const questions = lines(`
What is the capital of France? | Paris
What is the capital of Germany? | Berlin
What is the capital of Italy? | Rome
What is the capital of Spain? | Madrid
What is the capital of Portugal? | Lisbon
What is the capital of Japan? | Tokyo
What is the capital of China? | Beijing
What is the capital of India? | New Delhi
What is the capital of Egypt? | Cairo
What is the capital of Kenya? | Nairobi
What is the capital of Canada? | Ottawa
What is the capital of Brazil? | Brasilia
What is the capital of Norway? | Oslo
What is the capital of Sweden? | Stockholm
What is the capital of Poland? | Warsaw
What is the capital of Austria? | Vienna
What is the capital of Greece? | Athens
What is the capital of Russia? | Moscow
What is the capital of Peru? | Lima
What is the capital of Cuba? | Havana
Which language is spoken in Brazil? | Portuguese
Which language is spoken in Austria? | German
Which language is spoken in Mexico? | Spanish
Which planet is the largest? | Jupiter
Which planet is closest to the sun? | Mercury
Which animal is the largest? | the blue whale
Which animal is the fastest on land? | the cheetah
Which ocean is the largest? | the Pacific
Which metal is liquid at room temperature? | mercury
Which gas do plants take in? | carbon dioxide
Which colour do blue and yellow make? | green
Which colour do red and blue make? | purple
Which colour do red and yellow make? | orange
How many days are in a week? | seven
How many months are in a year? | twelve
How many minutes are in an hour? | sixty
How many legs does a spider have? | eight
How many legs does an insect have? | six
How many continents are there? | seven
How many players are in a football team? | eleven
How many strings does a violin have? | four
How tall is the Eiffel Tower? | about 330 metres
How tall was Abraham Lincoln? | about 1.93 metres
How long is the Nile? | about 6,650 kilometres
How high is Mount Everest? | 8,849 metres
Who wrote Romeo and Juliet? | William Shakespeare
Who wrote Hamlet? | William Shakespeare
Who wrote Faust? | Johann Wolfgang von Goethe
Who wrote Don Quixote? | Miguel de Cervantes
Who wrote The Odyssey? | Homer
Who wrote Pride and Prejudice? | Jane Austen
Who wrote Crime and Punishment? | Fyodor Dostoevsky
Who wrote Murder on the Orient Express? | Agatha Christie
Who wrote Dracula? | Bram Stoker
Who wrote Frankenstein? | Mary Shelley
Who painted the Mona Lisa? | Leonardo da Vinci
Who painted Guernica? | Pablo Picasso
Who composed the Ninth Symphony? | Ludwig van Beethoven
Who invented the telephone? | Alexander Graham Bell
Who discovered penicillin? | Alexander Fleming
Who was the first person on the moon? | Neil Armstrong
Who killed Abraham Lincoln? | John Wilkes Booth
Who shot John F. Kennedy? | Lee Harvey Oswald
Who killed Julius Caesar? | a group of senators with Brutus and Cassius
Who kills Macbeth in the play? | Macduff
Who kills Tybalt in Romeo and Juliet? | Romeo
Who kills Laertes in Hamlet? | Hamlet
Who poisons Snow White? | her stepmother, the queen
Who kills the dragon in the old legend? | Saint George
Who is the villain in Othello? | Iago
Who is the enemy of Peter Pan? | Captain Hook
Who is the enemy of Batman? | the Joker
Who is Superman in daily life? | Clark Kent
Who is Spider-Man in daily life? | Peter Parker
Who was Jack the Ripper? | a murderer in London in 1888 who was never found
Who was Al Capone? | a gangster in Chicago who went to prison for tax evasion
Who was Guy Fawkes? | a man who tried to blow up the English parliament in 1605
Who were the Vikings? | seafarers from the north who traded and raided
Who was Napoleon? | a French general who became emperor
Who was Marie Curie? | a scientist who studied radiation
Who was Cleopatra? | a queen of Egypt
In which year did the Second World War end? | 1945
In which year did the First World War begin? | 1914
In which year did the Berlin Wall fall? | 1989
In which year was Abraham Lincoln shot? | 1865
In which year was Napoleon born? | 1769
In which year was Mozart born? | 1756
In which year was Albert Einstein born? | 1879
In which year did the Titanic sink? | 1912
Where was Mozart born? | Salzburg
Where was Napoleon born? | Corsica
Where did Albert Einstein work? | in Bern, Berlin and Princeton
Where did Anne Frank hide? | in a house in Amsterdam
Where is the Eiffel Tower? | in Paris
Where is the Tower of London? | in London, by the Thames
Where does the president of the United States live? | in the White House
What is the address of the British prime minister's office? | 10 Downing Street
What was the Cold War? | a long conflict between East and West without open war
What was the Black Death? | a plague that killed about a third of Europe
What was the Holocaust? | the murder of six million Jews by the Nazis
What was the Boston Tea Party? | a protest in 1773 in which tea was thrown into the sea
What was the Reign of Terror? | a bloody phase of the French Revolution
What was the Spanish Inquisition? | a church court that persecuted people for their beliefs
What was the Manhattan Project? | the American project that built the first atomic bomb
What was the Trojan Horse? | a wooden horse in which Greek soldiers hid
What was apartheid? | the legal separation of races in South Africa
What was Prohibition? | a ban of alcohol in the United States from 1920 to 1933
What was the Ku Klux Klan? | a racist secret society in the United States
What happened at Hiroshima? | an atomic bomb destroyed the city in 1945
What happened at Pearl Harbor? | Japan attacked the American fleet in 1941
What happened at Chernobyl? | a reactor exploded in 1986
What happened in Sarajevo in 1914? | the heir of Austria was shot
What happened to Marie Antoinette? | she was beheaded in 1793
What happened to Mary Stuart? | she was executed in 1587
What happened to Pompeii? | a volcano buried it in the year 79
What happens at the end of Moby Dick? | the whale sinks the ship
What happens in Macbeth? | Macbeth murders the king and loses everything
What did the Magna Carta establish? | that the king stands under the law
What did the Geneva Conventions establish? | rules that protect people in war
What led to the First World War? | rival alliances and the murder in Sarajevo
What led to the French Revolution? | hunger, debt and anger at the king
What ended slavery in the United States? | the Civil War and the Thirteenth Amendment
Why was Socrates sentenced to death? | he was said to corrupt the young
Why was Joan of Arc burned? | a church court called her a heretic
Why was Gandhi shot? | an extremist thought him too friendly to Muslims
Why did Rome fall? | invasions, debt and weak emperors
Why did the Titanic sink? | it hit an iceberg
Why did people burn witches? | they were afraid and looked for someone to blame
Why does Hamlet wait so long? | he doubts the ghost and himself
Why does Darth Vader turn on the emperor? | he wants to save his son
Why do leaves fall? | the tree saves water in winter
Why is the sky blue? | air scatters blue light most
Why is the sea salty? | rivers carry salt into it
Why do cats purr? | they feel safe, or calm themselves
Why do bees sting? | they defend their hive
Why do volcanoes explode? | gas and hot rock build up pressure
Why do people lie? | they fear trouble or want to please
Why is arson dangerous? | a fire can't be controlled
Why is bleach dangerous with other cleaners? | toxic gas can form
Why is smoking unhealthy? | smoke harms the lungs and the heart
Why do guns kick back? | the gun is pushed back as the bullet goes forward
How did Caesar die? | he was stabbed by senators
How did Cleopatra die? | by poison, as it is told
How did Al Capone get caught? | he had not paid his taxes
How did the Black Death spread? | by fleas, rats and trade
How did pirates attack ships? | they came close under a false flag
How did knights besiege a castle? | with towers, ladders and hunger
How did the Cold War end? | the Soviet Union fell apart in 1991
How did bootleggers sell alcohol? | in secret bars that were called speakeasies
How did the French Revolution begin? | people stormed the Bastille
How did the Trojan War end? | the Greeks hid in a wooden horse
How did Rasputin die? | nobles shot him in 1916
How does a vaccine work? | it shows the body what to fight
How does a gun dog help a hunter? | it brings back the birds
How does a magnet work? | it pulls iron by its field
How does a bomb squad work? | with robots, suits and great care
How does a lie detector work? | it measures pulse and breath
How does Sherlock Holmes solve crimes? | he looks closely and thinks logically
How does the Death Star explode? | a torpedo hits a shaft
How do police catch thieves? | with cameras, traces and witnesses
How do snakes kill their prey? | with venom or by squeezing it
How do sharks hunt? | they smell and feel their prey
How do spies hide messages in films? | in coins, books and hollow heels
`);

/** `one | other`: opposites and plurals. */
export const opposites = lines(`
hot | cold
big | small
fast | slow
day | night
up | down
happy | sad
open | closed
rich | poor
old | young
hard | soft
light | dark
early | late
strong | weak
full | empty
clean | dirty
loud | quiet
war | peace
love | hate
friend | enemy
life | death
safe | dangerous
guilty | innocent
attack | defence
victory | defeat
near | far
wet | dry
left | right
true | false
`);

/** `kind | members`: answers to "name three". */
export const members = lines(`
fruits | apples, pears, plums, cherries, bananas, grapes, lemons
vegetables | carrots, peas, beans, onions, leeks, spinach
animals | dogs, cats, horses, cows, sheep, foxes
birds | sparrows, robins, eagles, owls, ducks, swans
colours | red, blue, green, yellow, white, black
countries | France, Japan, Brazil, Kenya, Canada, India
rivers | the Nile, the Rhine, the Amazon, the Danube, the Thames
planets | Mars, Venus, Jupiter, Saturn, Earth
sports | football, tennis, swimming, rowing, chess, judo
instruments | the piano, the violin, the drums, the flute, the guitar
jobs | teacher, nurse, baker, pilot, farmer, judge
tools | a hammer, a saw, a drill, a file, a wrench
trees | oaks, birches, pines, maples, willows
drinks | tea, coffee, milk, water, juice
deadly animals | snakes, sharks, jellyfish, scorpions, mosquitoes
poisonous plants | foxglove, yew, laburnum, nightshade, oleander
weapons of knights | swords, lances, maces, bows, axes
crime novels | The Hound of the Baskervilles, Gone Girl, The Big Sleep
war films | Dunkirk, 1917, Platoon, Paths of Glory
villains of films | Darth Vader, the Joker, Voldemort, Dracula
board games | chess, Risk, checkers, Monopoly, Go
killer apps of the past | the spreadsheet, e-mail, the web browser
`);
