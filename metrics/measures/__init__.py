"""The measures, a family a file: each declares its facts and gives its numerator and denominator."""
