"""French: the words by which it is known, that turn others around, and that carry an emotion or a theme.

Compiled by hand for this program and free under its licence; no published lexicon was copied. `lexicon` says how the
tables are read.
"""

from __future__ import annotations

STOP = """
je tu il elle on nous vous ils elles me te se moi toi lui leur eux mon ma mes ton ta tes son sa ses notre nos votre vos
leurs le la les un une des du de d l j m t s c n qu et ou mais donc ni car si que qui quoi dont où quand comment
pourquoi comme à au aux en dans sur sous avec sans pour par chez vers entre contre depuis pendant est es suis sommes
êtes sont étais était étaient sera serai seras être ai as a avons avez ont avais avait avoir fait fais faire faut peux
peut veux veut vais vas va ce cet cette ces cela ça ne pas plus jamais rien tout tous toute toutes même mêmes très trop
bien encore déjà aussi là ici y puis alors ainsi parce jusqu lorsqu puisqu quel quelle quels oui non autre chaque dit
dis
"""
NEGATORS = "ne n sans ni jamais rien aucun aucune personne pas nul nulle"
WITHOUT = "sans"
STOPS = "arrêter arrête cesse cesser empêcher oublier"
AFTER = "pas"

EMOTIONS = {
    "joy": """
    heureux heureuse* bonheur* joie* joyeux joyeuse* gai gaie gaieté* content contente* rire rires rit rient riait ris
    riant sourire* souris sourit sourient fête fêtes fêter réjoui* enchant* ravi ravie ravis* plaisir* ~soleil ~danse
    ~dansent ~danser ~chanter ~beau ~belle ~brille* paradis ~lumière* allégresse* ~liberté bravo ~été jubil* éclat*
    ~doux rigol* insouci* ~victoire* gagn* ~printemps merveill* ~vivant* euphori* amus* ~radieux radieus* alléluia
    hourra gaîté béat*
    """,
    "sadness": """
    triste* pleur* larme* chagrin* douleur* souffr* peine peines ~seul ~seule solitude* ~solitaire* désespoir* désespér*
    malheur* mélancol* sanglot* deuil* ~perdu* ~perdre perte* ~vide ~vides ~adieu* brisé* blessé* blessure* regret*
    ~froid ~gris* ~mourir ~tombe ~sombre* ~pluie ~noyer ~noie abandon* ~amer amère* cafard fané* ~usé* détresse* déchir*
    misère* ~cicatrice* hélas ~manque
    """,
    "love": """
    amour* aime aimer aimes aiment aimé* aimait aimais aimerai* ~chéri chérie* chérir ~coeur ~cœur ~coeurs ~cœurs
    baiser* embrass* caress* tendre* passion* désir* ~bras ~lèvres ador* ~ensemble ~fiancé* ~mariage* ~marier étreint*
    ~peau romant* romance* amant* ~douce ~doux ~fidèle* ~bébé ~belle câlin*
    """,
    "anger": """
    colère* rage rageu* furieu* fureur* haine* haïr hais détest* ~crie crier hurle* venge* ~guerre ~bats ~battre maudi*
    merde putain* salaud* ~mensonge* menteu* ~mens trahi* violen* cruel* cruauté* ennemi* ~poing* poings ~tuer ~tue
    ~brûle* détrui* ~feu jalou* ~révolt* ~enfer* ~sang ~con connard* ~cass* mépris* ~poison* énerv* ~coup ~coups gifle*
    crache*
    """,
    "fear": """
    peur* effray* effroi* terreur* terrifi* angoiss* anxi* inquiet* inquiét* cauchemar* frisson* tremble* ~ombre* ~noir
    ~noirs ~nuit fantôme* monstre* ~démon* ~diable* danger* menace* ~fuir ~fuis ~cache ~cacher horreur* panique* hante*
    crain* redoute* épouvant* ~loup ~loups ~froid ~couteau ~étranger ~piège* ténèbres
    """,
    "longing": """
    manque* nostalg* ~attend* espoir* espère* ~rêve ~rêver ~souvenir* ~loin lointain* absence* absent* ~revenir ~revien*
    languir languis* souhait* ~partir ~retour* ~cherche* ~horizon* ~lettre* ~jadis ~autrefois ~ailleurs soupir* ~désir*
    ~envie* ~séparé* ~distance*
    """,
    "calm": """
    calme* paix paisible* tranquill* silence* ~silencieu* doucement douceur* ~doux ~douce ~lent ~lente lentement repos*
    serein* sérén* ~dormir ~dors ~dort ~sommeil* berc* murmur* ~souffle ~respir* apais* ~tiède* ~chaleur ~brise ~rivière
    ~lune consol* ~flotte* harmon* ~légère* ~oreiller* ~abri ~sûr détend* rassur* ~soir
    """,
    "surprise": """
    surpris* surprend* soudain* étonn* ~merveille* miracle* incroyable* inattendu* ~magie ~magique* choc choqu* étrange*
    ~mystèr* ~mystérieu* stupé* ~foudre ~éclair* ~curieu* découvr* ~bizarre* ébah* ébloui* ~inconnu*
    """,
}

THEMES = {
    "love": """
    amour* aime aimer aimes aiment aimé* ~coeur ~cœur ~coeurs ~cœurs baiser* embrass* caress* tendre* passion* ~chéri
    chérie* ~bras ~lèvres ador* amant* ~mariage* ~marier ~ensemble étreint* romant* romance* ~désir* ~peau ~douce
    """,
    "heartbreak": """
    ~adieu* rupture* ~quitt* quitter quitté* ~partie ~parti ~pars ~partir brisé* ~seul ~seule ~pleure ~pleurer ~larme*
    trahi* tromp* ~mensonge* ~oubli* ~fini ~finie ~perdu* ~chagrin* divorc* ~laissé* ~regret* ~séparé* ~valise* ~jalou*
    ~manque*
    """,
    "family": """
    mère* maman père pères papa fils ~fille frère* soeur* sœur* famille* enfant* parents mamie papi ~naître ~né ~née
    naissance* berceau* bébé* ~oncle* tante* cousin* ~mari ~épouse*
    """,
    "friendship": """
    ami amis amie amies amitié* copain* copine* camarade* compagnon* pote potes ~ensemble ~confiance ~fidèle* ~épaule*
    ~frères ~bande ~côte
    """,
    "home": """
    maison* foyer* ~pays ~porte ~portes ~jardin* ~cuisine* village* ~toit ~toits ~cheminée* ~retour* ~rentr* ~racine*
    ~fenêtre* natal* ~grenier* ~voisin*
    """,
    "travel": """
    route* ~chemin* chemins voyage* ~partir ~train trains gare gares ~rails valise* bagage* avion* aéroport* voiture*
    ~roule* rouler ~moteur* ~roues autoroute* ~billet* frontière* ~horizon* vagabond* ~errer ~erre kilomètre* ~loin
    ~carte ~ailleurs ~marche passager*
    """,
    "night": """
    nuit nuits minuit* ~soir ~soirs soirée* crépuscul* lune ~étoile* ~ombre* ~noir ~noire obscur* ~dormir ~sommeil*
    insomni* réverbère* ~bougie* ~aube ~éveillé* ~néon* hibou* ~veille ~lampe* ~lanterne*
    """,
    "dreams": """
    rêve rêves rêver rêvé* rêveu* songe songes songer ~sommeil* ~dormir imagin* ~illusion* ~réveil* réveill* ~fantais*
    ~oreiller* ~nuage* chimère* ~château* ~espoir*
    """,
    "memory": """
    souvenir* souvien* mémoire* ~rappel* rappelle* hier ~passé autrefois jadis photo* ~oubli* oublier ~enfance ~vieux
    ~vieille ~années ~lettre* nostalg* jauni* ~album ~journal ~poussière*
    """,
    "youth": """
    jeune jeunes jeunesse* enfance* adolescen* école* écolier* gamin* gosse* ~quinze ~seize lycée* ~innocen* ~grandi*
    ~vélo ~bicyclette* ~cartable* ~maître
    """,
    "party": """
    fête fêtes fêter danse danser dansent ~danseu* ~piste disco* ~boîte ~bal ~bals ~boire ~bois ~verre ~verres
    champagne* vin bière* ivre* saoul* soûl* ~bouteille* ~bar ~bars ~samedi* ~vendredi* ~foule ~rythm* trinqu* ~bruit
    """,
    "music": """
    musique* chanson* chant chants chante chanter chantent ~chanteu* mélodie* guitare* piano* violon* tambour* ~radio*
    accordéon* disque* refrain* rythm* ~note ~notes ~scène* orchestre* ~voix couplet* trompett*
    """,
    "work": """
    travail* travaux boulot* usine* patron* bureau* salaire* ouvrier* métier* ~machine* ~sueur* chôm* ~lundi* ~mine
    ~mineur* ~paysan* ~moisson* ~fatigué* ~marteau* ~horloge*
    """,
    "money": """
    argent* ~or fric ~pièce* ~riche* richesse* richard* ~pauvre* pauvreté* banque* ~banquier* dette* ~paye* achet*
    ~vendre vendu* ~prix million* diamant* loyer* fortune* ~bijou* ~franc* ~euro* euros ~avare*
    """,
    "city": """
    ville villes rue rues boulevard* avenue* trottoir* béton métro* immeuble* banlieue* quartier* ~place ~taxi* ~néon*
    ~foule* pavé* ~lumières ~tour ~tours ~toits ~café ~cafés paris
    """,
    "nature": """
    arbre* forêt* ~bois feuille* fleur* ~rose* ~jardin* montagne* colline* vallée* rivière* ruisseau* oiseau* herbe*
    ~champ champs prairie* ~terre ~vent ~printemps ~source* chêne* ~mousse ~pierre* papillon* abeille* ~sauvage* ~blé
    ~blés ~lac ~étang* ~cascade* rossignol* fontaine* ~branche*
    """,
    "sea": """
    mer mers océan* vague* plage* ~voile ~voiles voilier* bateau* navire* ~port ~ports ~ancre* marin marins matelot*
    marée* ~sel sable* île* ~côte rivage* phare* mouette* capitaine* flots naufrag* écume* sirène* ~noyé* pêcheur*
    ~pêche ~rame ~rames
    """,
    "sky": """
    ciel cieux étoile* ~étoilé* ~lune ~soleil nuage* ~voler ~vole ~vol aile* ~espace fusée* planète* galaxie* univers
    comète* astre* ~haut ~bleu azur ~cosmos
    """,
    "rain": """
    pluie* pleut pleuvoir orage* tempête* tonnerre* ~éclair* parapluie* goutte* mouillé* inond* flaque* averse* ~nuage*
    ~gris ~grise déluge*
    """,
    "summer": """
    ~été étés ~soleil ensoleill* ~chaleur* ~chaud* juillet août ~juin ~plage* vacances bronz* ~nager baign* canicul*
    ~sable cigale*
    """,
    "winter": """
    hiver* neige* enneig* ~froid ~froide* glac* ~gel gelé* givre* noël* décembre ~janvier ~novembre traîneau* sapin*
    flocon* ~manteau* ~cheminée* ~écharpe*
    """,
    "faith": """
    dieu dieux seigneur jésus christ prier prie prière* foi ~croire ~ciel ange anges église* ~âme* ~esprit* béni*
    bénédict* ~grâce* péché* pécheur* ~paradis ~enfer* ~diable* croix bible* prêtre* ~saint* saint sainte* sacré*
    alléluia amen ~autel* ~miracle* cathédral* ~vierge
    """,
    "war": """
    guerre* soldat* armée* bataille* combat* fusil* ~balle ~balles bombe* ~canon* canons tranchée* ~ennemi* épée*
    ~drapeau* ~marche uniforme* ~victoire* ~défait* ~sang ~arme armes ~général ~paix ~front ~médaille* ~ruine* obus
    ~blessé*
    """,
    "protest": """
    révolution* révolt* manif* ~justice* injustice* ~pouvoir* police* président* politi* ~liberté égalité* peuple* ~rue
    barricade* grève* opprim* ~loi ~lois ~système* ~mensonge* ~vérité* dictat* racis* ~ministre* ~debout tyran*
    ~citoyen* citoyens
    """,
    "freedom": """
    libre* liberté* libér* chaîne* ~cage* cage prison* évad* échapp* ~voler ~vole ~ailes ~mur ~murs barreau* ~fuir
    ~horizon* délivr* ~sauvage* indépend*
    """,
    "death": """
    mort morts morte* mourir meurs meurt mourra* tombeau* cercueil* cimetièr* enterr* ~tuer tué* cendre* ~fantôme* ~os
    squelett* deuil* ~sang ~éternel* suicid* cadavr* meurtr* ~adieu* ~veuve* ~agon* agonis* ~tombe
    """,
}
