"""The language model that words answers: how it is made, asked, cut short and given a rest. It knows no policy."""
