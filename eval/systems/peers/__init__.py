"""What a user would otherwise build in an afternoon: the stock recipes of known frameworks, to compare with.

Each recipe is the framework's documented start with its default numbers, over the same texts and with the same
embedding model as the product, and without a language model. It cuts the texts, indexes them, and shows its default
number of chunks as quotes. It knows no silence, no scope, no request and no conversation: it always answers, and
earlier messages are not read. One index for each insurer; a case without an insurer is searched in one index of all
texts, as such a chatbot would do.

The frameworks are the optional extra "peers"; importing these modules loads none of them.
"""
