"""German: the words by which it is known, that turn others around, and that carry an emotion or a theme.

Compiled by hand for this program and free under its licence; no published lexicon was copied. `lexicon` says how the
tables are read.
"""

from __future__ import annotations

STOP = """
ich du er sie es wir ihr mich dich mir dir uns euch ihm ihn ihnen mein meine meinen meinem meiner dein deine deinen
deinem deiner sein seine seinen seinem seiner unser unsere euer der die das den dem des ein eine einen einem einer eines
und oder aber denn weil wenn dann als wie so zu zum zur von vom mit bei aus nach für auf an am in im ins über unter vor
hinter durch gegen ohne um bis seit ist bin bist sind seid war warst waren wird wirst werden worden habe hab hast hat
haben hatte kann kannst können muss musst müssen will willst wollen soll sollst darf mag nicht kein keine keinen nichts
was wer wo wohin woher warum wann welche welcher dieser diese dieses diesen jeder jede jedes alle alles man sich selbst
noch schon auch nur immer nie hier da dort doch mal ja nein sehr mehr viel ganz wieder einmal nun jetzt dass daß ob lass
beim ums gibt gib tun macht mach geht geh kommt komm wär wäre hätte würde
"""
NEGATORS = """
nicht nie niemals nimmer kein keine keinen keinem keiner keines ohne nichts niemand niemanden weder nirgends
"""
WITHOUT = "ohne"
STOPS = "aufhören vergessen helfen"
AFTER = "nicht nie niemals"

EMOTIONS = {
    "joy": """
    glück glücklich* glücks* froh fröhlich* freud* freu freue freuen freut lach lache lachen lacht lachst lachend*
    lächel* gelächter jubel* heiter* feier* ~party spaß lustig* vergnüg* wunderbar* herrlich* selig* begeister* ~strahl*
    ~sonnenschein ~sonne ~tanz ~tanzen ~tanzt ~singen ~schön* ~hell ~leuchte* ~paradies* ~himmlisch* munter*
    ausgelassen* ~frei ~lebendig* ~leben genieß* genuss entzück* juchhe hurra halleluja* dankbar* ~golden* ~bunt*
    übermut* ~sommer* ~leicht* ~licht ~sieg* gewinn* prima toll klasse euphor* ~fest feste festlich*
    """,
    "sadness": """
    traurig* trauer* geweint träne* schmerz* leid leiden leidet kummer* gram verzweif* ~einsam* ~allein* elend* unglück*
    schluchz* klag* wehmut* wehmütig* melanchol* trüb* trist* hoffnungslos* ~verlor* verlust* ~leer* ~kalt ~grau*
    ~dunkel* ~abschied* ~bitter* weh wehe wunde* ~narbe* gebroch* ~zerbroch* zerbrech* ~zerbrich* bedrück* ~müde düster*
    jammer* depress* ~grab ~sterb* untröst* ~regen ~verlass* bereu* ~friedhof ~blut* heul* ~schwer* ~vorbei ~trän* weine
    weinen weinst weint weinte weinend* ~sorge ~vergeblich*
    """,
    "love": """
    lieb liebe lieben liebt liebte geliebt* liebling* liebend* verlieb* liebst* liebes* ~schatz schätzchen kuss küss*
    geküsst umarm* zärtlich* ~herz* ~zusammen innig* leidenschaft* begehr* ~braut ~hochzeit* ~heirat* anbet* ~arme
    ~armen ~lippen ~berühr* ~süß* romant* romanz* ~treu* ~ewig ~engel ~nähe ~schmieg* kuschel* ~baby ~schön ~verehr*
    """,
    "anger": """
    wut wütend* zorn* hass hasse hassen hasst hassest verhass* verflucht* fluch* verdammt* rache rächen ärger* schrei
    schreie schreien schreit brüll* ~kampf ~kämpf* zerstör* zerschlag* ~krieg* ~lüge* lügner* verrat* verräter* feind*
    grausam* ~gewalt* neid* eifersüch* eifersucht* scheiß* ~töte* ~tot ~brenn* ~feuer ~faust fäuste ~gift* raser* toben
    tobt empör* verachte* verachtung* hölle* schwein* arschloch ~schuld hetz* ~bluti* groll* ~aufstand ~blöd* ~dumm*
    ~schlag*
    """,
    "fear": """
    angst ängst* fürcht* furcht* panik* schreck* erschreck* grausen grusel* grauen* horror* alptraum* albtraum* zitter*
    beben bebt ~schatten ~dunkel* dunkelheit ~finster* finsternis gefahr* gefährlich* gespenst* ~geist ~geister monster*
    teufel* dämon* bedroh* droht flieh* ~flucht versteck* verfolg* unheimlich* sorge* ~kalt ~fremd* bang* schauder*
    entsetz* ~wolf ~wölfe ~stalk* ~nacht ~schrei ~messer scheu* nervös* ~ohnmacht*
    """,
    "longing": """
    vermiss* fehlst fehlt ~fern* ferne fernweh heimweh* ~warte ~warten ~wartet wünsch* hoff* ~traum ~träum* ~erinner*
    ~zurück ~wiederseh* ~irgendwo ~irgendwann ~weit ~heimat nostalg* verlang* schmacht* ~suche ~suchen ~sucht ~brief*
    ~damals ~einst ~horizont ~getrennt* ~abwesen* ~einsam* verzehr* sehne sehnen sehnt sehnte sehnsucht*
    """,
    "calm": """
    ruh* still stille stiller leise friede* friedlich* sanft* ~weich* ~schlaf* ~langsam* gemütlich* geborgen* ~wiege*
    wiegenlied* ~träum* ~atme* ~warm ~wärme mild* besänft* tröst* trost* ~sicher* gelassen* harmon* ~schweig* ~schweb*
    ~flüster* ~rast* sacht* ~abend ~mond ~bach ~lind* ~gelinde behag* schlummer* entspann* stillt traulich
    """,
    "surprise": """
    überrasch* plötzlich* ~wunder* staun* erstaun* unerwart* unglaublich* unfassbar* ~magisch* ~zauber* verblüff*
    sprachlos* ~blitz* seltsam* merkwürdig* rätsel* schock* neugier* ~fass* entdeck* ~geheimnis* verwunder* ~komisch*
    ~traue* ahnungslos* fassungslos* ~wahnsinn*
    """,
}

THEMES = {
    "love": """
    liebe lieben liebt liebst lieb geliebt* verlieb* liebling* liebes* kuss küss* geküsst umarm* zärtlich* ~herz ~herzen
    ~schatz leidenschaft* ~braut ~hochzeit* ~heirat* ~arme ~armen ~lippen ~zusammen ~treu* romant* ~süß* ~berühr* ~nähe
    """,
    "heartbreak": """
    liebeskummer* ~abschied* ~verlass* ~vorbei ~getrennt* trennung* ~gebroch* zerbroch* betrog* betrüg* ~lüge* ~weine
    ~weinen ~geweint ~träne* ~allein* ~einsam* ~verlor* ~ende ~gegangen ~gehst ~weg scheidung* lebewohl* ~bereu*
    ~schmerz* ~vergess* scherben ~eifersücht* ~vermiss* ~koffer
    """,
    "family": """
    mutter* mütter* mama mami vater* väter* papa sohn söhne tochter töchter bruder brüder schwester* familie* kind
    kinder* eltern* oma opa großmutter großvater enkel* ~wiege* ~geboren geburt* ~baby tante onkel ehefrau ehemann
    """,
    "friendship": """
    freund freunde freunden freundin* freundschaft* kumpel* kamerad* gefährt* ~bruder ~brüder ~treu ~zusammen ~seite
    ~vertrau* ~gemeinsam* ~bande ~schulter
    """,
    "home": """
    heimat* heim heimweh* zuhause haus häuser daheim ~tür ~türe ~küche ~garten ~dorf ~dach ~herd ~ofen heimweg*
    heimkehr* ~zurück ~wurzel* ~fenster ~treppe* ~nachbar* ~hof
    """,
    "travel": """
    straße* ~weg ~wege autobahn* ~fahr* fahren fahrt fährt reise* ~zug züge bahnhof* ~gleis* gleise koffer* wander* ~rad
    ~räder ~motor* ~auto flughafen* flugzeug* ~meile* meilen kilometer* landstraße* unterwegs ~fern* ferne ~fremde
    ~ticket* fahrkarte* fernweh ~grenze* ~horizont ~karte ~landkarte* abreise* ~lkw ~tramp* ~ziel ~städtele ~bahn reist
    gereist
    """,
    "night": """
    nacht nächt* mitternacht* abend* dämmer* mond mondlicht mondschein* ~stern ~sterne ~sternen* ~dunkel* dunkelheit
    ~finster* ~schatten ~schlaf* schlaflos* ~wach laterne* ~kerze* ~neon* eule* ~morgengrauen ~traum
    """,
    "dreams": """
    träum* geträumt* traum* ~schlaf ~schlafen schlummer* ~wunsch* ~wünsch* fantas* phantas* ~vision* ~kissen ~wolke*
    märchen* ~luftschloss* ~wach ~aufwach* erwach* ~illusion*
    """,
    "memory": """
    erinner* gedächtnis* damals vergangen* gestern früher foto* ~bild ~bilder ~vergess* ~vergilb* ~einst ~alte ~alten
    ~jahre ~jahren tagebuch* nostalg* ~brief* ~kindheit* ~album ~staub
    """,
    "youth": """
    jung junge* jugend* ~jungs ~mädchen kindheit* schul* lehrer* ~siebzehn ~sechzehn ~achtzehn teenager* spielplatz*
    ~fahrrad* ~wild* ~erwachsen* ~unschuld* ~wachsen klassenzimmer* ~ferien
    """,
    "party": """
    party partys feier* ~fest feste tanz tanzen tanzt getanzt* tänz* tanzfläche* disko* disco* club* klub* bier ~wein
    schnaps ~trink* betrunken* besoffen* ~flasche* ~gläser ~glas prost ~theke* theke kneipe* ~bar ~laut ~bass ~beat*
    ~samstag* ~freitag* wochenende* ~durchdreh* ~menge rausch*
    """,
    "music": """
    musik* lied lieder* ~sing* singen singt gesang* melodie* gitarre* klavier* geige* trommel* ~takt ~radio* ~band
    ~platte* schallplatte* rhythm* ~ton ~töne klang klänge* akkord* ~chor chöre bühne* ~spiel* saite* trompete* refrain*
    ~strophe* konzert*
    """,
    "work": """
    arbeit* fabrik* ~chef* chef büro* lohn löhne schicht* kollege* ~hammer* maschine* ~schweiß feierabend* ~montag*
    ~acker ~bauer* ~ernte* bergwerk* ~grube ~kohle schuft* maloch* beruf* überstunde* ~wecker ~müde ~hände
    """,
    "money": """
    geld* ~gold ~silber münze* reich reiche* reichtum* millionär* ~million* ~bank banken ~schuld schulden ~kohle ~zahl*
    bezahl* ~kauf* kaufen gekauft* verkauf* ~preis* ~arm armut gier* ~miete* miete diamant* ~schatz kredit* ~zins*
    pleite* ~euro* ~mark pfennig* ~brieftasche*
    """,
    "city": """
    stadt städte* ~straßen ~gasse* gassen ~großstadt* hochhaus* hochhäuser* beton* ~verkehr* ~ubahn straßenbahn* ampel*
    ~neon* ~lichter ~viertel ~platz ~ecke ~ecken ~mauer* ~häuser asphalt* taxi* ~gehsteig* bürgersteig* vorstadt* ~turm
    ~türme ~menschenmenge* ~dächer
    """,
    "nature": """
    wald wälder* baum bäume* ~blatt blätter* blume* ~rose* wiese* feld felder berg berge* hügel ~tal täler* ~fluss
    flüsse* bach bäche* vogel* vögel* gras gräser* ~wind ~winde ~erde ~wild* ~garten ~quelle* eiche* linde* tanne* ~moos
    ~see ~stein* frühling* blüh* blüte* ~grün ~adler* ~reh ~fuchs wasserfall* schmetterling* biene*
    """,
    "sea": """
    meer* ~see welle* ~strand strände* ~ufer küste* segel* schiff* boot* ~hafen häfen anker* matrose* kapitän* ~flut
    fluten ebbe ~salz* ~sand insel* leuchtturm* möwe* ~tief ~tiefe ozean* seemann* seeleute* gischt fischer* ~kai
    ~ertrink* ertrunk*
    """,
    "sky": """
    himmel* ~stern sterne* ~mond ~sonne wolke* ~flieg* fliegen fliegt flug* flügel* weltall* rakete* planet* galax*
    univers* komet* astronaut* ~hoch ~oben regenbogen* ~blau* schwerelos* ~orbit
    """,
    "rain": """
    regen* regnet regnen geregnet* stürm* sturm* gewitter* donner* blitz* ~schirm pfütze* ~nass nasse* tropf*
    ~überschwemm* ~wolken ~grau* ~flut* hagel* niesel*
    """,
    "summer": """
    sommer* ~sonne sonnenschein* sonnig* ~heiß* ~warm* ~juli ~august ~juni ~strand* barfuß ~ferien urlaub* ~baden
    ~schwimm* ~eis ~sonnenbrand* sonnenbrille* hitze* ~grill* freibad*
    """,
    "winter": """
    winter* schnee* schneit schneien verschneit* ~kalt kälte* ~eis eisig* frost* frier* gefror* weihnacht* dezember
    ~januar ~november advent* schlitten* ~kamin* ~mantel ~mütze* christbaum* tannenbaum* ~glocke* nikolaus eiszapfen*
    """,
    "faith": """
    gott gottes götter* herrgott jesus christus heilig* bete beten betet gebet* glaube glauben* ~glaubt ~himmel engel*
    kirche* ~seele* ~geist segen* gesegnet* gnade* sünd* erlös* ~teufel* ~hölle* ~kreuz bibel* priester* altar*
    halleluja* amen ~lob lobt* ~wunder* ~ewig* ~schutzengel* ~kapelle* ~buße
    """,
    "war": """
    krieg* soldat* armee* heer* schlacht* gewehr* ~kugel* kugeln bombe* panzer* ~graben ~feind* schwert* ~kampf kämpf*
    marsch* uniform* ~fahne* ~sieg* ~blut ~general* ~front waffe* granate* ~frieden ~schild schützengr* ~trümmer*
    ~niederlag* ~schüsse* kanone* ~sirene* ~bunker*
    """,
    "protest": """
    protest* revolution* aufstand* aufstände* widerstand* rebell* gerecht* ungerecht* regierung* politik* polizei*
    ~mächt* ~lüge* ~wahrheit* ~wahl ~wehr* ~stein ~steine ~straße parole* unterdrück* ~gleichheit* ~rechte ~kanzler*
    barrikade* streik* diktat* faschis* nazi* solidar* ~system*
    """,
    "freedom": """
    frei freiheit* freie* befrei* ~kette* ketten käfig* gefängnis* gefangen* fessel* ~flügel* ~flieg* ausbrech* ~mauer*
    gitter* grenzenlos* ~entflieh* entkomm* ~weite ~horizont ~los unabhängig*
    """,
    "death": """
    tod tode todes* tot tote* sterb* stirb* gestorben* grab gräber* sarg friedhof* beerdig* begrab* ~knochen* asche
    leiche* mord* ermord* ~getötet* ~töte* ~blut jenseits sensenmann* ~ewig* ~trauer* ~selbstmord* ~letzte* ~witwe*
    """,
}
