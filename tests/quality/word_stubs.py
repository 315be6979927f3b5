"""Invented beginnings of songs with the theme and the emotion that a reader would name; no real lyrics.

Each was written down before the tables of words were run on any of its lot. What was learned from the first lot went
into the rules and the tables; from the second nothing did. Two labels may be right where a reader would take either.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stub:
    """`themes` and `emotions`: any of them is right; none where a reader would not name one."""

    language: str
    themes: tuple[str, ...]
    emotions: tuple[str, ...]
    text: str


def stubs(lot: int) -> list[Stub]:
    """Those of the first or of the second lot."""
    found = []
    for block in (_FIRST, _SECOND)[lot - 1].strip().split("\n\n"):
        head, *lines = block.splitlines()
        language, themes, emotions = map(str.strip, head.split("|"))
        found.append(Stub(language, tuple(themes.split()), tuple(emotions.split()), "\n".join(lines)))
    return found


_FIRST = """
en | sea | longing sadness
The fishing boats came home without your name
I counted every lantern on the pier
The ocean keeps the ones it wants to claim
and I have waited on this coast for thirteen years

en | travel freedom | joy
Four wheels, an open window and a broken radio
We left the motorway behind at five
A hundred miles of nothing and a million ways to go
I laugh so hard it hurts, I am alive

en | night | fear
Someone is walking in the corridor
the lamp goes out, the shadows climb the wall
I hold my breath behind the bedroom door
it is midnight and I am scared of it all

en | love | love
Darling, put your head upon my chest
I have loved you since the day you took my hand
Every kiss is better than the rest
and I am the luckiest fool in the land

en | heartbreak | sadness
You packed your bags and left a note for me
It said goodbye in seven lonely lines
I cried until the morning found the street
and tore our picture up a hundred times

en | war | anger sadness
They gave my brother a rifle and a flag
and sent him to a trench beneath the rain
The general slept, the bullets never did
and nobody will say who was to blame

en | party | joy
Turn the speakers up, the floor is ours tonight
Everybody dancing, hands up to the light
Pour another drink and let the bass line roll
Celebrate, celebrate, body and soul

en | faith | calm joy
Lord, I come down to the river to pray
Lay my sins upon the water, wash them away
The choir is singing of mercy and grace
and I feel such peace when I look on your face

en | winter | calm joy
Snow is falling soft upon the village square
Bells on Christmas morning and frost in your hair
The children sleep, the fire is warm and slow
and all the world lies quiet under snow

en | work | anger sadness
Up at five to punch the clock again
The foreman counts the minutes, never the men
My hands are black with coal, my back is sore
The boss got rich, the rest of us stayed poor

en | money | anger joy
Cash in the left hand, diamonds on the right
They want a million dollars before the end of the night
Bankers and brokers, the price is going up
But you cannot buy a friend with a golden cup

en | family | love
My mother sang at the kitchen sink
my father mended shoes
and now I have a daughter of my own
and I sing her the same old tunes with love

en | youth | longing joy
We were seventeen and skipping school
Bicycles thrown down beside the swimming pool
The teachers never knew where we had gone
Young and reckless, when did it go wrong

en | memory | longing sadness
I found your photograph inside a book
The corners faded, dust upon the years
I still remember how the summer looked
the past comes back to me and brings me tears

en | dreams | calm longing
Close your eyes and drift into the blue
I will be waiting in a dream for you
Castles made of cloud and silver thread
asleep and smiling, pillow under your head

en | city | sadness fear
Neon on the pavement, traffic in my head
Ten thousand windows and nobody there
The subway takes the living and the dead
I am lonely in the crowd on every street and square

en | nature | calm
Under the oak the meadow hums with bees
The river takes its time between the hills
There is a gentle wind among the trees
and peace comes easy when the world is still

en | rain | sadness
The thunder rolled, the gutters overflowed
Rain on the window, rain along the road
I stand here soaking, crying in the storm
No umbrella ever kept me warm

en | sky | surprise joy
A rocket writes its name across the stars
Look up, the comet is a miracle of light
I never knew the galaxy was ours
What a wonder, all the planets shine tonight

en | summer | joy
Sunshine on your shoulders, lemonade in hand
July is ours and the barefoot children stand
laughing in the heat until the day is done
Happy as a summer holiday in the sun

en | protest | anger
They closed the school and sent in the police
We are the people, there will be no peace
until the government that lied is gone
Rise up in the streets, the fight goes on

en | freedom | joy anger
Break these chains, unlock the prison gate
I was not born to live inside a cage
I am free as any bird that flies
laughing while the walls come down in flames

en | death | sadness fear
They laid him in the cold December ground
a coffin made of pine and seven stones
The mourners wept without a single sound
and death went home to count his broken bones

en | friendship | joy love
You were there, my friend, when no one else would call
a shoulder when I thought that I would fall
Companions till the end, we raise a glass
to loyal friends, the years may come and pass

en | home | longing
I see the porch light and the garden gate
the kitchen where my people stay up late
It is a long way home from where I am
I am homesick for the house in Birmingham

en | music | joy
Play that old guitar and sing along with me
A simple little melody in the key of C
The drummer lost the rhythm but the song goes on
Everybody smile, we will be singing until dawn

en | heartbreak | anger
You lied to me, you cheated with my friend
I hate the day I ever took you in
Get out, I swear this time it is the end
I am done with you, you poison, you are sin

en | love | longing
I miss you in the evening when the lights are low
I wish that you were here to hold me close
Your letters cross the ocean, far and slow
I am yearning for your arms, my love, you know

en | night | joy
Tonight the moon is dancing with the sea
Starlight on your shoulders, come and dance with me
The night is young, we laugh until the dawn
midnight came and went, the party carries on

en | | calm
Breathe in slowly, let the silence be
Rest your tired head and lean on me
Softly, softly, everything is fine
There is a quiet place and it is yours and mine

en | | surprise
Suddenly you walked into the room
I was stunned, I could not say a word
Unbelievable, out of the gloom
the strangest magic that I ever heard

en | | fear
Do not look behind you, something is near
It smells the panic and it feeds on fear
Trembling in the dark with nowhere to hide
there is a monster on the other side

en | | anger
I am sick of your face and I am sick of your voice
You screamed, you fought, you never gave me a choice
Burn it to the ground, I am furious tonight
I will not forgive you, get out of my sight

en | | joy
What a wonderful morning, what a glorious day
I smile at every stranger that I meet on the way
Nothing can stop me, I am happy and free
and the whole world is laughing along with me

en | travel | longing
The train pulls out, the station slips away
One suitcase and a ticket in my coat
I will be over the border by the end of day
Miles of track and nothing on the road

en | sea | joy
Haul away the anchor, boys, the wind is blowing free
We are merry sailors on a merry sea
The captain has his rum and the ship has her sail
and we laugh at the waves and we laugh at the gale

en | war | fear
The sirens wail, the bombers cross the town
We run into the shelter underground
The children tremble, afraid of every sound
soldiers at the gate and the walls come down

en | death love | sadness love
I bring you roses every Sunday at ten
and talk to the stone where they carved your name
Since you died, my love, I have not loved again
the grave is quiet and the grief is the same

de | sea | longing
Der alte Hafen schläft im Nebelgrau
ich sehe nach den Schiffen auf dem Meer
mein Herz ist weit, die Ferne ist so blau
und ich vermisse dich mit jeder Welle mehr

de | love | love
Du nimmst mich in den Arm und küsst mich sacht
ich liebe dich, mein Schatz, an jedem Tag
dein Lachen hat mein Leben hell gemacht
weil ich dich mehr als alles andre mag

de | heartbreak | sadness
Du bist gegangen ohne ein Wort
die Tränen laufen über mein Gesicht
du hast mich verlassen, du bist fort
der Abschied tut so weh, ich schlafe nicht

de | winter | calm joy
Leise fällt der Schnee auf unser Dach
die Kinder schlafen, und das Feuer brennt
der Frost malt Blumen, alle Welt ist still
es ist die Ruhe kurz vor Weihnachten

de | party | joy
Heute wird gefeiert bis die Sonne lacht
wir tanzen durch die Straßen dieser Stadt
noch ein Bier, noch ein Lied, die ganze Nacht
glücklich ist, wer gute Freunde hat

de | war | fear sadness
Die Panzer rollen durch das leere Land
ein Soldat, erst neunzehn Jahre alt
er hat Angst und das Gewehr in der Hand
und im Graben ist es nass und kalt

de | work money | anger
Um sechs in die Fabrik, der Chef steht schon da
er zählt das Geld und wir die Stunden
ich hasse diese Schicht seit einem Jahr
verdammt, wir werden hier geschunden

de | night | calm
Der Mond ist still, die Nacht ist mild
die Sterne wachen über dir
schlaf ruhig, mein Kind, mit deinem Bild
der Abend legt sich sanft auf die Tür

de | freedom | joy
Ich bin frei wie der Vogel im Wind
keine Ketten, keine Mauern mehr
wir lachen, weil wir glücklich sind
die Flügel tragen uns übers Meer

de | memory | longing sadness
Ein altes Foto in der Schublade
ich erinnere mich an damals noch
gestern war es, oder vor zwanzig Jahren
die Zeit vergeht, ich vermisse dich doch

fr | love | love
Mon amour, je t'aime depuis ce matin
tes baisers sont doux comme le miel
je prends ta main, tu prends la mienne
et mon cœur s'envole jusqu'au ciel

fr | night | fear
La nuit descend et j'ai peur du noir
des ombres bougent dans le couloir
minuit sonne et je tremble encore
un fantôme attend derrière le miroir

fr | sea | longing calm
Le vieux marin regarde la mer
les vagues apportent le sel et le vent
son bateau dort au fond du port
il rêve encore de l'océan

fr | heartbreak | sadness
Tu m'as quittée sans dire un mot
je pleure et la pluie pleure avec moi
il ne reste que des larmes et du silence
adieu, je suis si triste sans toi

fr | war | anger sadness
Les soldats sont partis au petit jour
le fusil sur l'épaule, la guerre au bout
les canons ont mangé les plus jeunes
maudite soit la haine qui nous rend fous

fr | party | joy
C'est la fête au village ce soir
on danse, on chante, on rit sous les lampions
encore un verre de vin, mon ami
le bonheur est dans l'accordéon

fr | winter | calm
La neige tombe doucement sur les toits
l'hiver a mis son manteau de silence
tout est calme et blanc autour de moi
et le givre dessine à la fenêtre une danse

fr | city | sadness
Paris, les rues sont grises et le métro est plein
je marche seul dans la foule du boulevard
personne ne connaît mon chagrin
la ville est vide et il est déjà tard

es | love | love
Te quiero, mi amor, desde aquel primer beso
tu corazón late junto al mío
abrázame fuerte, no quiero más que eso
tus caricias me quitan el frío

es | sea | longing
El barco se fue y la playa quedó sola
miro las olas y pienso en volver
extraño tu voz en la orilla, en la sal
y la marea no te quiere traer

es | party | joy
Esta noche hay fiesta y vamos a bailar
que suene la música hasta el amanecer
otra copa de vino, vamos a cantar
qué alegría más grande, qué felices, mujer

es | heartbreak | sadness
Me dejaste llorando en la puerta
adiós me dijiste y no hubo más
mi alma está rota, la casa desierta
cuánto dolor, cuánta soledad

es | war | fear anger
Vienen los soldados con balas y cañones
la guerra ha quemado los campos de mi hogar
tenemos miedo, se esconden los niños
y nadie nos quiere escuchar

es | night | calm
Duerme, mi niño, que la luna está en calma
la noche es suave, el viento se fue
las estrellas cuidan el sueño y el alma
descansa tranquilo, aquí estaré

es | rain | sadness
Llueve en la calle, llueve en mi ventana
la lluvia no para de caer
lloro contigo, tormenta lejana
que nadie me puede entender

es | freedom | joy
Rompí las cadenas, ya soy libre al fin
vuelo como un pájaro sin jaula y sin dueño
la libertad me hace sonreír
y canto feliz, como en un sueño
"""

_SECOND = """
en | nature | calm joy
Come and walk the valley when the orchard is in flower
The birds are up at daybreak and they sing for half an hour
The grass is wet with morning and the hills are green and wide
I have found a quiet happiness with nothing left to hide

en | sea | fear
Black water rising over the rail
the mast is gone and the wind has torn the sail
We were eleven sailors, now we are three
and I am terrified of the endless sea

en | heartbreak | sadness
Half of the wardrobe empty, half of the bed is cold
Your key is on the table and the house is up for sold
You left me for another and you never said goodbye
I tell them I am doing fine, I go upstairs and cry

en | war | sadness
There is a wall of names outside the town
of soldiers who were boys when they went down
The battle took a morning, grief took years
and every autumn mothers bring their tears

en | city | joy
Taxi lights and sidewalks shining after rain
Downtown girls are laughing as they run to catch the train
Every street is singing in a different tongue
I love this noisy city, it keeps us young

en | faith | sadness longing
I knelt before the altar but the church was dark and bare
I spoke your name, my Jesus, and I felt that no one was there
My soul is like a desert, I am longing for a sign
Forgive me, God, I wander from a house that once was mine

en | family | sadness
My grandfather kept bees behind the shed
my mother keeps his jacket by her bed
The family got smaller every year
and brother, how I wish that you were here

en | party | joy
Friday at the disco, put your dancing shoes on
the DJ plays the record and your worries are gone
Jump with me, shake with me, nobody is shy
we are drunk on the music and we are feeling high

en | money | sadness anger
The rent was due on Monday and the wallet it was thin
The bank sent me a letter and the bailiff let them in
They sold the ring my mother wore to settle up the debt
Poor is a hungry animal and it is not finished yet

en | sky | calm
Floating out past Saturn on a slow and silent sail
the stars are soft as pollen and the planets small and pale
There is no up, there is no down, there is no day or night
just me and the universe, weightless in the light

en | death | fear
I hear the reaper sharpening his blade
down in the cemetery where the graves are made
I am not ready, I am scared to die
please tell the skeletons to pass me by

en | dreams | surprise joy
I dreamed that I could breathe beneath the lake
and all the fish were amazed, for heaven's sake
A miracle, a castle made of gold
and then I woke up laughing in the cold

en | work | sadness
Thirty years in the same factory hall
my name is on a locker on the wall
The machines are loud, the wages never grew
and I am tired, I am lonely, it is true

en | | love
Kiss me in the hallway, kiss me on the stair
Run your tender fingers gently through my hair
I adore you, I desire you, you are my heart's delight
Hold me, sweetheart, hold me, tonight

en | | anger
I hate your guts, I hate your lying grin
You bastard, you betrayed your kith and kin
I will have my revenge, I will scream it in your ear
Damn you and damn the day I let you near

en | winter | sadness
The lake is frozen and the sleigh stands still
There is snow upon the grave below the hill
It was December when they took you from me
I cry beside a lonely Christmas tree

en | freedom | longing
Through the bars of my prison I can see a bird
it sings about a liberty of which I only heard
I dream of an escape, I dream of open land
one day these chains will fall like grains of sand

en | rain | joy
Dancing in the puddles with my trousers soaking wet
It is the happiest thunderstorm I ever met
Raindrops on our noses, laughing at the sky
Who needs an umbrella, who wants to be dry

de | nature | calm
Am Bach unter den Bäumen liegt der Wald ganz still
ein Vogel singt so leise, wie er will
der Wind geht durch die Wiese wie ein sanftes Lied
und Ruhe ist das Schönste, was geschieht

de | city | sadness
Grau sind die Häuser, die Straßen sind leer
in dieser Stadt kenne ich niemanden mehr
ich sitze in der U-Bahn und weine ins Licht
einsam unter tausend, und keiner sieht mich nicht

de | freedom protest | anger
Wir haben die Lügen der Mächtigen satt
wir tragen den Zorn durch die Straßen der Stadt
zerbrecht eure Ketten, zum Widerstand bereit
wir kämpfen bis zum Ende für die Freiheit

de | family | love
Mein Vater hielt mich immer an der Hand
die Mutter hat mir Lieder beigebracht
ich liebe euch, das habe ich erkannt
ihr habt mich mit viel Zärtlichkeit bewacht

fr | nature | joy calm
Dans la forêt les oiseaux sont heureux
les fleurs s'ouvrent sous un ciel tout bleu
je ris avec la rivière et le vent
le printemps est là, je suis si content

fr | faith | calm
Seigneur, je prie dans ton église ce soir
ta paix descend comme un doux manteau
les anges veillent, je garde l'espoir
et mon âme repose, tranquille, là-haut

fr | memory | longing
Je me souviens de ton visage d'hier
une vieille photo jaunie par les années
la nostalgie me prend comme la mer
tu me manques encore, tu es dans mes pensées

fr | heartbreak | anger
Tu m'as menti, tu m'as trahi, va-t'en
je déteste tes mensonges et ton cœur de pierre
c'est fini, je hurle ma colère au vent
notre rupture était une guerre

es | nature | calm joy
En el bosque canta un pájaro contento
el río baja lento de la montaña azul
las flores del valle se mueven con el viento
qué paz, qué alegría, qué tranquila luz

es | family | love
Mi madre me abrazaba junto a la cocina
mi padre me contaba historias al dormir
amo a mi familia, mi hermana pequeñina
y el cariño de mi abuela que me hace sonreír

es | night death | fear
En la noche oscura tiemblo de miedo
una sombra me sigue por el callejón
los muertos se levantan del cementerio viejo
y grita de terror mi corazón

es | work | anger
El jefe cuenta el dinero y yo cuento las horas
trabajo en la fábrica desde la madrugada
maldito sea el patrón que nos roba y nos devora
tengo rabia en los puños y no tengo nada
"""
