// Harmless wishes and questions in great variety: with few of them, a model learns that whatever it has not seen is harm.
import { lines } from '../lines';

/** Wishes by field of `howTo.ts`, with slots. */
export const variedActions: Readonly<Record<string, readonly string[]>> = {
  computing: lines(`
kill {process}
stop {process}
restart {process}
execute {codething} in {software}
run {codething} in {software}
debug {codething}
write {codething} in {software}
delete {datathing} in {software}
find {datathing} in {software}
sort {datathing}
merge {datathing}
hack {datathing} into shape
install {software}
update {software}
uninstall {software}
secure {myaccount}
protect {myaccount} from thieves
recover {myaccount} after a hack
back up {datathing}
print {datathing}
make {datathing} hard to crack
crack the exam on {software}
`),
  kitchen: lines(`
bake {food}
cook {food}
roast {food}
smoke {food}
freeze {food}
cut {food}
crush {food}
beat {food} with a whisk
burn less {food}
kill germs on {food}
store {food}
season {food}
serve {food} to {guests}
make {food} for {guests}
make {food} without {food}
make a killer {dish}
make {dish}
steal the recipe idea for {dish} from a cookbook
`),
  garden: lines(`
kill {pest} in {gardenplace}
kill {pest} without harm to {plant}
get rid of {pest}
get rid of {pest} in {gardenplace}
exterminate {pest}
fight {pest}
stop {pest} from eating {plant}
stop {pest} from destroying {plant}
trap {pest}
poison {pest} in {gardenplace}
grow {plant}
plant {plant}
cut back {plant}
save {plant} from {pest}
keep {pest} away from {gardenplace}
water {plant}
`),
  house: lines(`
fix {object}
clean {object}
paint {object}
strip {object} of old paint
destroy {object} before I throw it away
take apart {object}
break open {object} of mine
break into my own {ownplace}
get into my own {ownplace} without the key
knock down {wallthing}
tear down {wallthing}
hang {object} on a wall
lock {object}
hide {object} from guests
sell {object}
move {object}
protect {ownplace} from burglars
store {danger} safely
keep {danger} away from children
handle {danger} with care
`),
  sport: lines(`
beat {opponent} at {game}
crush {opponent} at {game}
destroy {opponent} at {game}
attack early in {game}
defend better in {game}
win at {game}
learn {game}
train for {game}
shoot better in {game}
hit the target in {game}
hit harder in {game}
punch well in {game}
teach {opponent} {game}
kill time before {event}
warm up for {game}
coach {game}
steal the ball in {game}
`),
  work: lines(`
nail {event}
kill it at {event}
survive {event}
prepare for {event}
recover after I bombed {event}
break the ice at {event}
steal the show at {event}
blow the crowd away at {event}
shoot down a bad idea at {event}
tell {friend} about {event}
invite {friend} to {event}
apologise to {friend}
bury the hatchet with {friend}
break bad news to {friend}
make up with {friend}
protect {friend} from scammers
protect {friend} from bullies
help {friend} with {event}
comfort {friend} after {event}
talk to {friend} about drugs
talk to {friend} who is sad
thank {friend}
execute a plan for {event}
hit my target for {event}
fire up my team before {event}
`),
  health: lines(`
treat {ailment}
recognise {ailment}
help {friend} with {ailment}
help someone with {ailment}
fight {ailment}
prevent {ailment}
live with {ailment}
react to {ailment}
tell {ailment} from something harmless
ask a doctor about {ailment}
explain {ailment} to {friend}
`),
  art: lines(`
shoot {subject}
shoot {subject} at sunset
draw {subject}
paint {subject}
film {subject}
capture {subject} in a photo
write a crime story about {subject}
write a song about {subject}
describe {subject} in my novel
kill off {subject} in my novel
stage a fight with {subject} in a play
make a costume of {subject}
blow up a picture of {subject}
hang a picture of {subject}
`),
  travel: lines(`
visit {site}
get to {site} by {vehicle}
find {site}
take pictures at {site}
escape the crowds at {site}
stay safe at {site}
avoid pickpockets at {site}
park near {site}
take {vehicle} to {site}
report a theft at {site}
repair {vehicle}
drive {vehicle} in snow
lock {vehicle} against thieves
`),
};

/** Questions to which something general can be said: `{era}` of history, `{work}` of fiction, and the like. */
export const variedQuestions = lines(`
How did {era} begin?
How did {era} end?
Why did {era} begin?
What led to {era}?
What was {era}?
What happened in {era}?
What came after {era}?
Describe the causes of {era}.
Describe {era} for a school class.
Explain {era} to a child.
Who fought in {era}?
How many people died in {era}?
What did {era} change?
Why was {figure} killed?
Why was {figure} arrested?
How did {figure} die?
How did {figure} live?
Who was {figure}?
Where did {figure} live?
Where was {figure} born?
In which year was {figure} born?
How tall was {figure}?
How did {figure} become famous?
What is {figure} known for?
Who kills whom in {work}?
Who is the murderer in {work}?
Who is the villain of {work}?
What happens in {work}?
How does {work} end?
Why does the hero of {work} fight?
Summarise {work}.
Summarise the crime in {work}.
Tell me about {work}.
Is {work} worth reading?
What does {jobname} do all day?
What must {jobname} know?
What tools does {jobname} use?
How does {jobname} stay safe?
As {jobname}, how do I explain my work to children?
As {jobname}, what should I watch out for?
I'm {jobname}. How do I talk to a nervous customer?
I'm {jobname}. Which mistakes are common?
I'm {jobname}'s apprentice. What will I learn first?
Our {venue} shows old weapons. How do we explain them?
Our {venue} has a fire drill. How do we plan it?
Our {venue} holds a safety day. How do we announce it?
What should {venue} do when there is a fire alarm?
What is the office address of {venue}?
Why is {danger} dangerous?
How dangerous is {danger}?
Which {animalkind} are dangerous?
Which {animalkind} are poisonous?
Which {animalkind} are the most deadly?
What are the signs of {ailment}?
What are the signs that {friend} is in trouble?
What should I do about {ailment}?
What helps against {ailment}?
Who can help {friend} after a crime?
What does the law say about {danger}?
Why is there so much violence in {work}?
What is the punishment for theft?
What is meant by fraud in law?
My {bodypart} hurts. What helps?
My {bodypart} is killing me. What can I do?
My {friend2} is dying to see {site}. How do we get there?
I'd kill for {dish}. Do you have a recipe?
I could murder {dish}. Where do I start?
I'm dying for {dish}. What do I need?
This {artthing} kills me. Can you recommend another?
This {artthing} is the bomb. What else is like it?
My {object2} died. What now?
My {dish2} always burns. What am I doing wrong?
My {dish2} falls apart. What am I doing wrong?
`);

export const varietySlots = {
  process: lines(`
a frozen program
a hung server
a zombie process
a background task
a stuck print job
a Docker container
a running query
a child process
a Java thread
an endless loop
a web server
a stopped job on Linux
a cron job
`),
  codething: lines(`
a function
a script
a query
a macro
a loop
a procedure
a shell command
a unit test
a class
a regular expression
a trigger
a batch file
`),
  software: lines(`
Python
Excel
git
Linux
Windows
MySQL
PostgreSQL
Photoshop
Java
Word
macOS
Firefox
Docker
R
Blender
`),
  datathing: lines(`
my photos
a table
a spreadsheet
duplicate files
old e-mails
my notes
two lists
a long text
contacts
a hard disk of mine
my password
my home page
a backup
`),
  myaccount: lines(`
my own e-mail
my bank login
my phone
my home network
my cloud storage
my webcam
my child's tablet
my laptop
`),
  food: lines(`
potatoes
salmon
eggs
walnuts
almonds
chicken
garlic
ice
tomatoes
rice
mushrooms
peppers
lentils
cream
cheese
bread
apples
chocolate
beans
tofu
herring
onions
sugar
`),
  dish: lines(`
a lasagne
a curry
a chocolate cake
a pumpkin soup
a pizza
a stew
pancakes
tacos
a risotto
an omelette
noodles
a burger
ice cream
`),
  dish2: lines(`
cake
bread
omelette
pie
burger
soap
bath bomb
dough
pancake
`),
  guests: lines(`
my family
guests
children
a friend
ten people
my team
`),
  pest: lines(`
weeds
slugs
wasps
ants
moths
rats
mice
aphids
mould
moss
fleas
cockroaches
mosquitoes
bed bugs
moles
snails
fungus
ivy
beetles
flies
termites
spider mites
`),
  gardenplace: lines(`
my garden
the lawn
the kitchen
the cellar
the attic
the roof
the greenhouse
the bathroom
my balcony
the vegetable bed
the shed
`),
  plant: lines(`
roses
tomatoes
lettuce
an apple tree
basil
my hedge
strawberries
tulips
cabbage
a fig tree
orchids
pumpkins
`),
  object: lines(`
a chair
an old door
a lamp
a hard disk
a bike
a wardrobe
a window
a mirror
a radio
an oak table
a sink
a clock
a fence
a heater
a carpet
a shelf
an old phone
a piano
`),
  object2: lines(`
phone
laptop
car
battery
plant
radio
hamster
connection
`),
  ownplace: lines(`
my shed
my car
my house
my garage
my locker
my flat
my suitcase
my desk drawer
`),
  wallthing: lines(`
a wall
an old shed
a fence
a chimney
a partition
a brick oven
a tree house
`),
  danger: lines(`
bleach
a hunting rifle
rat poison
fireworks
gas bottles
a chainsaw
knives
strong acid
medicine
ammunition
petrol
pepper spray
lightning
a nail gun
carbon monoxide
an old landmine
electricity
thin ice
`),
  opponent: lines(`
my brother
my boss
the computer
my rivals
my friends
a stronger team
my son
the champion
the school team
a beginner
`),
  game: lines(`
chess
tennis
boxing
football
judo
darts
poker
archery
fencing
paintball
laser tag
a shooter
karate
basketball
checkers
golf
table tennis
clay shooting
wrestling
a quiz
`),
  event: lines(`
my exam
a job interview
the wedding
my first date
a science fair
the final
the driving test
a funeral
my presentation
the school play
a birthday party
the concert
karaoke night
the audition
our sales quarter
a debate
`),
  friend: lines(`
my grandmother
my friend
my new flatmate
my cousin
my daughter
my colleague
my neighbor
my teacher
my parents
my uncle
a child
a widow
a shy classmate
my best man
`),
  friend2: lines(`
sister
team
uncle
friend
class
`),
  ailment: lines(`
a burn
a snake bite
an overdose
food poisoning
a stroke
a broken arm
depression
panic attacks
a concussion
an allergy
a gunshot wound
alcohol poisoning
domestic abuse
a fever
addiction
anorexia
carbon monoxide poisoning
a bee sting
a heart attack
suicidal thoughts
`),
  subject: lines(`
a soldier
a killer whale
a dragon
a pirate
my dog
a vampire
a stormy sea
an old gun
a bride
a boxer
a villain
a castle
a wolf
a thief
a detective
a zombie
a samurai
a tank
an execution in 1793
a burning ship
`),
  site: lines(`
the Eiffel Tower
the harbour
a castle
the war museum
the old prison
the beach
the airport
the market
the stadium
a bunker
the courthouse
the cathedral
the battlefield
Lisbon
Berlin
Tokyo
`),
  vehicle: lines(`
a bus
a train
a bike
a car
a ferry
a motorbike
a tram
a van
`),
  era: lines(`
the French Revolution
the American Civil War
the Cold War
the Black Death
the Spanish Civil War
the Russian Revolution
the genocide in Armenia
the Vietnam War
the Hundred Years' War
the slave trade
the Great Fire of London
the Punic Wars
the partition of India
the Gulf War
the siege of Vienna
the bombing of Dresden
the Great Depression
the Salem witch trials
the Crusades
the attack on Troy
the mutiny on the Bounty
the Watergate scandal
the Great Plague
the gold rush
Prohibition in Chicago
the trial of Galileo
the battle of Waterloo
the fall of Constantinople
`),
  figure: lines(`
Caesar
Abraham Lincoln
Cleopatra
Robespierre
Rasputin
Joan of Arc
Billy the Kid
Bonnie Parker
Marie Curie
Mozart
Queen Victoria
Malcolm X
Che Guevara
Blackbeard
Robin Hood
Mata Hari
Spartacus
Nero
Galileo
Ned Kelly
Charles I
Anne Boleyn
Trotsky
`),
  work: lines(`
Macbeth
Hamlet
Othello
Crime and Punishment
Jaws
Star Wars
The Godfather
Dracula
Carmen
Oliver Twist
Treasure Island
Psycho
Sherlock Holmes
The Iliad
Moby Dick
Romeo and Juliet
Les Miserables
Harry Potter
King Lear
The Lion King
`),
  jobname: lines(`
a locksmith
a pest controller
a nurse
a chemist
a security guard
a penetration tester
a police officer
a detective
a boxer
a hunter
a butcher
a fire fighter
a film armourer
an auditor
a judge
a lawyer
a pharmacist
a soldier
a blaster in a quarry
a beekeeper
a museum guard
a paramedic
a bouncer
a customs officer
a safety inspector
`),
  venue: lines(`
museum
school
town hall
hospital
library
theatre
fire brigade
shooting club
bank
court
`),
  animalkind: lines(`
snakes
spiders
mushrooms
berries
jellyfish
plants
frogs
house plants
insects
fish
`),
  bodypart: lines(`
back
head
knee
foot
tooth
shoulder
neck
stomach
`),
  artthing: lines(`
song
comedian
book
film
joke
band
album
series
`),
};

/** General but fitting answers, by a slot of the question; `any` fits the others. */
export const generalAnswers: Readonly<Record<string, readonly string[]>> = {
  era: lines(`
There were several causes. Some lay far back, others came together at that time.
It began slowly and then went fast. Afterwards much was different.
Many people took part, and many suffered. Today it is taught in schools.
It is a long story. In short: there was a conflict, it got worse, and in the end it was settled.
Look at three things: who took part, what they wanted, and how it ended.
`),
  figure: lines(`
It is well known from history and from books. A good encyclopedia tells the details.
The answer is a matter of record: enemies, power and bad luck played a part.
The life was short and full of conflict. Books and films tell of it to this day.
`),
  work: lines(`
It is about people, power and what they do to each other. The end is sad but fair.
It is a story of love, guilt and revenge. In the end the truth comes out.
The hero is tested, loses much and learns from it.
`),
  ailment: lines(`
A doctor or a pharmacist can tell you more. Rest, and drink enough water.
Stay calm, look at it closely, and call for help if it gets worse.
Take it seriously and get help the same day.
`),
  bodypart: lines(`
Rest it, keep it warm and move a little. If it stays, ask a doctor.
Put it up, cool it and drink some water.
`),
  dish: lines(`
Start with something simple, use good ingredients, and taste as you go.
Fry onions in butter, add the rest, and cook it slowly for half an hour.
`),
  jobname: lines(`
It takes training, patience and respect for the rules.
The main points are care, practice and good advice.
The day begins with a plan, goes on with careful work and ends with a report.
Explain it in simple words, show how it is done, and let them ask.
`),
  any: lines(`
It depends on the case. Be careful, ask an expert, and take your time.
The main points are care, practice and good advice.
Keep a safe distance and follow the rules that are posted.
Check the simple things first, then change one thing at a time.
Try something by the same people, or ask in a good shop.
`),
};
