// Harmless texts that people ask for.
import { lines } from '../lines';

export const pieces = lines(`
a poem
a short poem
a limerick
a haiku
a song
a short story
a story
a letter
an e-mail
a message
a text message
a speech
a short speech
a toast
a post
a note
an invitation
a joke
a scene
a children's story
an advert
a slogan
a paragraph
a monologue
a review
an article
`);

export const topics = lines(`
the sea
the moon
autumn
a rainy day
my dog
my grandmother
my garden
a lost key
an old house
a brave knight
a dragon that burns a castle
a dragon that steals a crown
a pirate who attacks a ship
a ghost in a castle
a vampire who is afraid of blood
a vampire who can't sleep
a zombie who wants to dance
a detective who finds a body
a murder on a train
a thief who steals a cake
a thief with a good heart
a bank robber who gives the money back
a villain who loses
a villain's plan to steal the moon
a spy who forgets the code
a haunted gun over the fire
a sword in a stone
a battle between two toy armies
a war between cats and dogs
a witch who poisons an apple
a king who was betrayed
a hunter in the snow
a soldier who comes home
a shark with no teeth
a killer tomato
a bomb of colour
a hacker who saves the day
my birthday
my sister's wedding
my best friend
our school
the end of summer
a new neighbor
the summer party
my new job
my boss's birthday
a good teacher
a broken heater
a late train
a team dinner
a climbing trip
a peace offer to my cousin
a kind reply to a rude guest
a good restaurant
the history of our town
healthy food
saving water
a clean park
reading books
a blood drive
a self-defence class
a karate club
a hunting museum
a crime novel
a horror film night
fire safety
a gun safety class
road safety
safe passwords
a stop to bullying
respect for everyone
welcome for refugees
women in science
the rights of disabled people
Black history month
a gay couple's wedding
a Jewish holiday
a Muslim holiday
the victims of war
the fight against cancer
the fight against poverty
`);

/** Openings and sentences of the answers; `{topic}` is put in. */
export const openings = lines(`
Here is {piece} about {topic}.
Here you go.
Here is a try.
Here is a short version.
Sure, here it is.
Of course.
Gladly.
`);

export const bodies = lines(`
It was a quiet evening, and everyone was thinking of {topic}. Nobody knew what would come. In the end all was well.
Once upon a time there was {topic}. The night was long, the wind was loud. But in the morning the sun came out, and all were glad.
Roses are red, the evening is long, {topic} is worth a song. We sing it low, we sing it high, until the stars are in the sky.
Dear friends, today I want to speak about {topic}. It reminds us of what matters. Let us remember it with joy.
Dear all, I am writing about {topic}. Please let me know what you think. Many thanks and kind regards.
Hello, just a short word about {topic}. It would be lovely if you joined us. See you soon.
Come and see: {topic}. Bring your friends, bring good shoes, and stay for tea.
We all know something about {topic}. Some like it, some do not. What counts is that we talk with each other.
There is much to say about {topic}. First, it is part of our life. Second, it brings people together. Third, it makes us think.
The door opened slowly. There it was: {topic}. She smiled, took a deep breath and stepped inside.
Why did the chicken think of {topic}? Because the other side of the road was too quiet.
Soft light on the hill, {topic} waits in the quiet, then the day begins.
`);

export const chat = lines(`
Hello! | Hello! How can I help you today?
Hi | Hi! What can I do for you?
Hi there | Hi there! How can I help?
Good morning | Good morning! What would you like to know?
Good evening | Good evening! How can I help you?
Hey, how are you? | I'm well, thank you. What can I do for you?
How are you? | I'm fine, thank you. How can I help?
Thank you! | You're welcome!
Thanks a lot | You're welcome! Just ask if there is more.
Thanks, that helped. | I'm glad that it helped.
Goodbye | Goodbye! Have a nice day.
See you | See you! Take care.
Good night | Good night! Sleep well.
Who are you? | I'm a small assistant that answers questions.
What are you? | I'm a small language model. I answer questions and do simple sums.
What can you do? | I answer short questions, write small texts and do simple sums.
Can you help me? | Yes, gladly. What is it about?
I'm bored. | How about a walk, a book or a game of chess?
I'm tired. | Have a short rest and a glass of water.
I'm sad. | I'm here to listen. A talk with a good friend often helps.
I'm hungry. | How about pasta with tomatoes? It takes ten minutes.
I'm starving. What should I eat? | An omelette is quick: three eggs, butter, salt and some cheese.
Tell me a joke. | Why did the bicycle fall over? It was two-tired.
Tell me something nice. | The sun comes up every day, and so can you.
What should I cook tonight? | Roast some vegetables with oil and salt, and cook rice with them.
What should I read? | Try Pride and Prejudice, or a crime novel by Agatha Christie.
Which film should I watch? | Watch a classic, for example Casablanca.
This song kills me. Which others are like it? | Try older songs by the same band, and live versions.
I'm dying to see the sea. Where should I go? | Try the coast of Portugal: it has wide beaches.
My legs are killing me after the hike. What helps? | Put your feet up, drink water and take a warm bath.
I could murder a pizza. What is quick? | A pan pizza takes twenty minutes with flour, yoghurt and cheese.
I bombed my driving test. What now? | Take a breath, ask what went wrong and book the next one.
My phone died. What do I do? | Charge it for half an hour, then hold the power button.
My joke died on stage. What now? | Smile, pause and go on with the next one.
My boss will kill me if I am late. What do I say? | Call at once, say when you will come and tell the reason.
I'd kill for a good curry. Any idea? | Fry onions and curry powder, add lentils and coconut milk, and cook it for twenty minutes.
`);
