"""English: the words by which it is known, that turn others around, and that carry an emotion or a theme.

Compiled by hand for this program and free under its licence; no published lexicon was copied. `lexicon` says how the
tables are read.
"""

from __future__ import annotations

STOP = """
i you he she it we they me him her us them my your his its our their mine yours myself yourself the a an and or but if
then than so as of at by for with about into through to from in on out off over under up down is am are was were be been
being do does did doing have has had having will would can could should shall may might must this that these those there
here where when why how what which who whom whose all any both each few more most other some such only own same too very
just now not no nor im ive ill id youre youve youll youd hes shes theyre theyve thats whats theres dont doesnt didnt
wont cant couldnt wouldnt isnt arent wasnt aint gonna wanna gotta cause cuz til em yeah like because while until again
once ever every go get got let know oh lets ya yall ooh
"""
NEGATORS = """
not no never none nobody nor neither cannot cant dont doesnt didnt wont wouldnt couldnt shouldnt isnt arent wasnt werent
aint hasnt havent hadnt without hardly barely nothing nothin nowhere
"""
WITHOUT = "without"
STOPS = "stop stopped quit help forget doubt wait"
AFTER = ""

EMOTIONS = {
    "joy": """
    happy happi* joy joys joyful* joyous* glad gladly gladness cheer cheers cheerful* cheering delight* smile smiles
    smiled smiling smilin laugh laughs laughed laughing laughin laughter grin grins grinning fun celebrat* bliss
    blissful* ecstasy ecstatic* euphori* elat* jubil* merry merri* rejoic* thrill* wonderful* hooray hurrah hurray yay
    paradise ~heaven ~heavenly ~blessed ~blessing* ~bright ~brighter ~shine ~shining ~sunshine ~dance ~dancing ~dancin
    ~party ~partying lucky playful* giggl* carefree radiant* beaming triumph* ~winning ~winner* ~victor* ~alive enjoy*
    ~pleasure* ~sweet ~beautiful* ~golden ~singing ~singin ~summer clap clapping ~jump ~jumping grateful gratitude
    thankful* wonderland confetti carnival* festiv* cheery jolly uplift* overjoyed hallelujah ~hip ~swing ~groove
    ~groovy ~boogie ~fine treasure* ~best ~glow ~glowing dazzl* sparkl* ~luckiest ~fortunate lively
    """,
    "sadness": """
    sad sadd* sadly sadness sorrow* cry cries cried cryin crying tear tears teardrop* tearful* weep* wept sob sobs
    sobbed sobbing grief griev* mourn* misery miserabl* melanchol* gloom* despair* desperat* heartbreak* heartbroken
    heartache* brokenhearted ~broke ~broken ~breaking ~breaks hurt hurts hurting hurtin pain pains painful* ache aches
    aching agony agoni* suffer* ~wound ~wounds ~wounded ~blue ~blues lonesome lonel* ~alone ~empty emptiness hopeless*
    helpless* regret* ~sorry tragic tragedy tragedi* ~lost ~losing ~lose loss losses ~gone ~goodbye* ~farewell ~fade
    ~fading ~faded ~dying ~bleed* ~numb depress* unhapp* ~bitter shatter* ~ruin* ~funeral* ~grave* ~coffin* ~rain ~cold
    ~grey ~gray forsaken abandon* forlorn woe woeful* dreary bleak* downhearted lament* ~fall ~falling ~fell ~tired
    ~weary ~drown* ~left ~leaving wilt wilted wither* ~scar ~scars ~silence hollow wretch* burden* ~heavy ~sigh ~sighs
    ~trouble ~troubles pity
    """,
    "love": """
    love loves loved lovin loving lover* lovely beloved darling* darlin dearest ~dear sweetheart* ~honey ~baby ~babe
    kiss kisses kissed kissing hug hugs hugged hugging embrac* caress* cuddl* ador* affection* tender tenderly
    tenderness devot* cherish* romanc* romantic* passion* ~desire* valentine* ~heart ~hearts ~sweet soulmate* ~wedding
    ~marry ~married ~bride ~fond ~fondly ~crush enchant* ~forever ~lips ~touch ~hold ~holding ~arms ~care ~cares
    ~together amour ~beauty ~treasure
    """,
    "anger": """
    anger* angry angri* rage rages raged raging furious* fury hate hates hated hating hatred hater* despis* loath*
    resent* disgust* revenge* vengeance vengeful* violen* ~fight ~fights ~fighting ~fought scream* yell yells yelled
    yelling ~shout ~shouting curse cursed curses cursing damn damned dammit fuck* motherf* bitch* bastard* ~shit
    ~bullshit ~hell ~kill ~kills ~killing destroy* smash* ~burn ~burning ~crush liar* ~lie ~lies ~lying betray* traitor*
    cruel cruelty ~enemy ~enemies ~war ~bloody wrath hostil* outrag* slap slapped punch punched punching stab stabbed
    stabbing jealous* ~mad ~madness spite spiteful* scorn* contempt* ~riot ~riots rebel* ~fist ~fists ~teeth snarl*
    growl* venom* poison* ~blame ~blames blaming fake ~fire ~rot rotten ~attack ~attacks ~lied ~cheated ~swear ~crooked
    """,
    "fear": """
    fear fears fearful* feared fearing afraid scare scares scared scaring scary fright* terror* terrif* horror* horrif*
    dread dreads dreaded dreading dreadful* panic* nightmare* haunt* ~ghost ~ghosts monster* ~demon* ~devil* trembl*
    shiver* shudder* ~shaking ~shake anxious* anxiety anxieties worry worri* nervous* paranoi* danger* threat* creepy
    ~creep ~creeping ~dark ~darkness ~shadow ~shadows ~hide ~hiding ~hides trapped doom doomed alarm* ~cold ~scream*
    ~strangers ~stranger ~lurk* ~stalk* ~prey ~hunted ~chased ~chasing ~knife ~graveyard ~wolf ~wolves ~howl* ~blind
    eerie unsafe uneasy phobia* dizzy suffocat* ~beware ~escape ~claws
    """,
    "longing": """
    longing longed yearn* ~miss ~missing ~missed ~missin wish wishes wished wishing ~hope ~hopes ~hoping ~dream ~dreams
    ~dreaming ~dreamin ~wait ~waiting ~waitin nostalg* homesick* pining pined crave* craving ~ache ~aching ~remember
    ~memories ~someday faraway ~far ~distan* ~return ~apart ~reach ~reaching ~hunger* ~thirst* ~horizon ~absence ~absent
    ~lonely ~letter ~letters ~lonesome ~search* ~seek* ~somewhere ~photograph* ~yesterday ~need ~away ~home ~waited
    await* ~hoped
    """,
    "calm": """
    calm calms calmed calming calmly calmness peace peaceful* quiet quietly quietness ~silence ~silent ~silently gentle
    gently gentleness ~soft ~softly ~slow ~slowly breez* drift* lullab* ~sleep ~sleeping ~asleep ~rest ~resting relax*
    seren* tranquil* sooth* hush* ~whisper* ~easy ~breathe ~breathing ~warm ~warmth comfort* ~safe ~safely harmon*
    meditat* ~float* ~haven ~mellow ease ~content contentment ~stillness ~pillow ~blanket ~cradle* ~moonlight ~meadow*
    ~murmur* ~ripple* ~linger* patient patience ~river ~tea ~hammock ~balance lazy idle
    """,
    "surprise": """
    surpris* sudden suddenly amaz* astonish* astound* ~wonder ~wonders ~wondering unexpected* shock shocks shocked
    shocking stunned ~stunning unbeliev* incredib* miracle* miracul* ~magic* wow ~whoa ~strange* ~myster* bewild*
    startl* disbelief speechless ~curious* awe awestruck ~marvel* ~discover* ~lightning ~thunderbolt ~revelation* unreal
    ~weird unforeseen ~gasp* ~blink* ~strike ~struck ~twist ~twists puzzl*
    """,
}

THEMES = {
    "love": """
    love loves loved lovin loving lover* beloved darling* darlin sweetheart* kiss kisses kissed kissing ~heart ~hearts
    ~baby ~honey ~babe embrac* caress* ador* romanc* romantic* passion* valentine* tender tenderly devot* cherish*
    soulmate* ~wedding ~marry ~bride ~lips ~arms ~hold ~holding ~together ~forever ~touch ~desire ~sweet
    """,
    "heartbreak": """
    heartbreak* heartbroken heartache* brokenhearted ~broke ~broken ~breaking ~goodbye* ~farewell ~leave ~leaving ~left
    ~gone ~apart betray* cheat cheated cheating ~lie ~lied ~lies ~ex divorce* breakup ~cry ~cried ~crying ~tears ~alone
    ~lonely ~hurt ~hurts ~pieces ~regret* ~sorry ~forget ~lost ~losing ~ended ~ending ~walked ~suitcase* ~jealous*
    ~unfaithful ~shatter* ~miss ~moved
    """,
    "family": """
    mom momma mama mum mummy father* dad daddy papa ~son sons daughter* brother* sister* family families ~child
    ~children kids ~kid grandma grandpa grandmother* grandfather* granny parent* cradle* ~baby born birth uncle* aunt*
    cousin* twins husband* wife ~lullab* ~bedtime newborn toddler* mother mothers motherhood
    """,
    "friendship": """
    friend friends friendship* buddy buddies pal pals companion* comrade* ~mate ~mates ~together loyal loyalty ~trust
    ~brothers ~shoulder ~beside ~side ~gang ~crew ~toast ~acquaintance* ~fellow*
    """,
    "home": """
    home homes homeland hometown homesick* homeward house houses ~door doorstep* ~kitchen* porch* fireplace* hearth*
    ~garden ~gate ~roof* ~village* ~country ~return* ~belong* ~roots ~native ~window ~yard ~backyard ~stairs ~attic*
    ~neighbour* ~neighbor*
    """,
    "travel": """
    road roads highway* ~drive ~driving ~drivin ~drove ~ride ~riding ~ridin ~train ~trains railroad* ~railway* ~station*
    ~plane ~planes airport* ~wheel ~wheels ~car ~cars ~truck* travel* journey* wander* roam* rambl* ~mile ~miles ~map
    ~maps ~bags suitcase* ~luggage ~ticket* ~passenger* hitchhik* freeway* ~interstate ~motel* ~motor ~motorcycle*
    ~engine* ~crossroad* ~border* ~abroad ~far ~horizon* caravan* voyage* ~bus ~path ~destination* ~trail* ~gasoline
    ~rolling ~footsteps ~bound motorway* ~roadside hitching ~tracks
    """,
    "night": """
    night nights midnight* evening* dusk twilight nightfall moon moonlight moonlit ~dark ~darkness ~stars ~star
    starlight starlit ~shadow ~shadows ~asleep ~sleep ~sleeping sleepless insomnia* ~neon streetlight* ~lamp* ~candle*
    ~awake ~dawn lantern* owl owls nocturn* ~sunset* ~tonight
    """,
    "dreams": """
    dream dreams dreamed dreamt dreaming dreamin dreamer* dreamland daydream* ~sleep ~sleeping ~asleep ~wish ~wishes
    ~wishing imagin* fantas* vision* ~wake ~waking ~pillow ~believe ~unreal ~illusion* ~hope ~hopes slumber* ~wonderland
    ~castle* ~clouds
    """,
    "memory": """
    memory memories remember* reminisc* recall* nostalg* yesterday* ~past photograph* ~photo ~photos ~picture ~pictures
    ~ago ~forget ~forgot ~forgotten ~old ~years ~used souvenir* ~album ~letter* ~faded ~diary diaries ~attic ~dust ~back
    ~childhood ~history
    """,
    "youth": """
    young younger youth* teen teens teenage* kid kids ~boys ~girls childhood* school schools schoolyard* classroom*
    teacher* ~seventeen ~sixteen ~eighteen ~nineteen ~innocen* playground* ~grow ~growing ~grew ~grown bicycle* ~bike
    ~child ~children ~summer ~prom homework ~immature ~reckless* ~tender
    """,
    "party": """
    party parties partying partyin dance dances danced dancing dancin dancer* dancefloor* disco* club clubs nightclub*
    dj ~floor ~beat ~beats ~bass drunk drunken ~drink ~drinks ~drinking ~drinkin champagne* whiskey* whisky ~beer ~beers
    ~wine tequila ~vodka ~bottle* ~bar ~glass ~glasses ~weekend* ~friday ~saturday celebrat* ~crowd* ~crazy ~loud
    ~louder ~hands ~jump ~shake ~groove ~groovy boogie ~move ~cheers ~toast ~rave confetti ~speakers ~booze
    """,
    "music": """
    music* song songs sing sings singing singin singer* sang sung melody melodies ~tune ~tunes guitar* piano* drum drums
    drummer* ~band ~bands radio* ~record ~records rhythm* chord chords chorus* violin* fiddle* trumpet* saxophone*
    ~stage microphone* ~strings ~play ~playing ~choir* harmony harmonies jukebox* ~blues ~jazz ~refrain orchestra*
    ~notes ~verse
    """,
    "work": """
    work works worked working workin worker* job jobs ~boss* factory factories ~office* paycheck* ~wage* wages ~shift
    ~shifts overtime ~hire* ~fired unemploy* ~tools ~sweat* labour* labor* miner* coal ~farm farmer* ~plow ~harvest*
    ~hammer* ~machine* ~nine ~five ~clock ~monday ~mondays ~tired ~career* ~desk ~builder* ~assembly ~steel foreman
    """,
    "money": """
    money cash dollar* ~gold ~silver coin coins ~diamond* rich riches richer wealth* millionaire* billionaire* ~million
    ~millions bank banks banker* ~bill bills debt debts ~pay ~paid ~paying ~buy ~buying ~bought ~sell ~selling ~sold
    ~price* ~poor ~poverty ~credit greed* ~fortune ~fame ~gambl* casino* rent ~profit* ~cent ~cents penny pennies
    ~jewel* ~champagne ~luxur* wallet* ~purse
    """,
    "city": """
    city cities ~street ~streets downtown uptown ~town ~towns skyline* skyscraper* ~traffic sidewalk* pavement* subway*
    ~taxi* ~cab ~cabs ~neon ~concrete ~buildings ~building ~tower ~towers ~avenue* ~boulevard* ~corner* ~crowd*
    metropol* suburb* ~neighborhood* ghetto* ~alley* ~lights ~block ~urban ~apartment* ~underground ~rooftop* ~square
    """,
    "nature": """
    tree trees forest* woods ~wood leaf flower flowers ~rose ~roses meadow* ~field ~fields mountain* hill hills valley*
    river* stream streams brook* bird birds ~grass ~grasses ~garden* ~earth ~wild wilderness ~seed* ~wind ~winds
    ~sunrise ~deer ~wolf ~fox ~bee ~bees butterfl* blossom* ~moss ~pine oak willow* ~root* ~eagle* ~honeybee* ~canyon*
    lake lakes ~pond* ~stone* ~spring ~green ~bloom* ~petal* ~soil ~desert* waterfall* ~leaves
    """,
    "sea": """
    sea seas ocean* wave waves shore shores seashore* beach* sail sails sailing sailor* ship ships boat boats tide tides
    tidal harbor* harbour* anchor* ~captain* ~salt ~salty ~sand ~sands island* coast* lighthouse* mermaid* ~drown* ~deep
    whale* ~dolphin* ~coral* surf surfing ~bay ~pier* ~deck ~mast gull* seagull* ~wreck* shipwreck* ~foam* ~fisherm*
    longboat* ~fishing sailboat* ~rum voyage* lagoon*
    """,
    "sky": """
    sky skies ~star ~stars starry ~moon ~sun cloud clouds ~heaven ~heavens ~fly ~flying ~flew ~flight ~wings ~wing
    ~space rocket* planet* galax* univers* comet* ~orbit* satellit* astronaut* constellation* ~cosmic cosmos ~aeroplane*
    ~blue ~meteor* ~high ~higher ~rainbow* ~saturn ~mars ~venus ~telescope* ~gravity ~above
    """,
    "rain": """
    rain rains rained rainin raining rainy raindrop* rainstorm* storm storms stormy thunder* lightning* umbrella* flood
    floods flooded puddle* drizzl* downpour* ~pour ~pouring ~drip* ~wet ~soaked hurricane* ~clouds ~grey ~gray ~gutter*
    """,
    "summer": """
    summer summers summertime ~sun sunshine sunny ~sunlight sunburn* ~beach* ~heat ~hot ~warm ~july ~august ~june ~swim
    ~swimming barefoot lemonade* vacation* ~holiday* ~tan ~tanned sunglass* ~shade ~sand ~bikini* firefl* cicada*
    ~picnic*
    """,
    "winter": """
    winter* snow snows snowed snowing snowy snowfall* snowflake* snowman ~cold ~colder ice icy icicle* frost* frozen
    freez* christmas* xmas santa* reindeer* sleigh* december ~january ~november mistletoe* ~chill ~fireplace ~coat
    ~coats ~scarf blizzard* ~holly ~jingle ~bells ~carol* ~chimney* ~mittens ~skate*
    """,
    "faith": """
    god gods lord jesus christ holy pray prays prayed praying prayin prayer* faith* ~believe heaven heavenly heavens
    angel angels church* ~soul ~spirit gospel* bless blessed blessing* ~grace sin sins sinner* salvation ~saved savior
    saviour hallelujah amen ~cross bible* preacher* ~devil ~hell redeem* worship* hymn* altar* saint saints ~divine
    ~miracle* ~glory ~mercy ~kneel* praise* ~psalm* buddha allah ~temple* ~confess* baptis* baptiz*
    """,
    "war": """
    war wars wartime warfare soldier* army armies battle* ~gun ~guns rifle* bullet* bomb bombs bombing ~grenade* cannon*
    ~tank ~tanks ~trench* trenches ~enemy ~enemies sword swords ~shield* ~fight ~fighting ~fought ~march ~marching
    ~uniform* medal* ~flag ~flags ~victory ~defeat* troops ~blood ~general ~wounded veteran* ~invad* missile* ~peace
    ~surrender* ~commander* ~kill ~conquer* warrior* ~drafted ~barricade* ~armour ~armor artillery bomber* siren sirens
    ~shelter* shelling
    """,
    "protest": """
    protest* revolution* revolt* rebel* riot riots ~rise ~rising ~stand ~fight justice injustice* ~power government*
    politic* president* police ~prison* oppress* ~system vote voting ~masses ~march ~marching ~slogan* ~truth ~lies
    resist* uprising ~equal* equality ~rights racis* corrupt* ~leaders tyran* ~banner* ~strike ~workers ~unite* unite
    united propaganda* dictator* ~slave* slavery ~nation* ~law ~laws ~people
    """,
    "freedom": """
    free freedom* freely liberty liberat* chain chains cage caged prison* escape* ~wild ~wings ~fly ~flying ~run
    ~running unchained ~break ~breaking ~walls ~bars jail jails ~open ~horizon* ~release* ~independ* independen* ~bird
    ~roam* ~locked shackle* ~unbound ~runaway
    """,
    "death": """
    death* die ~dies died dying dead grave graves graveyard* tomb* coffin* funeral* buried bury burial* ~kill ~killed
    murder* ~ghost* ~bones ~bone skull* ashes corpse* ~blood suicid* reaper mortal* cemeter* ~widow* ~mourn* ~eternal*
    afterlife ~heaven perish* ~rest ~soul hearse
    """,
}
