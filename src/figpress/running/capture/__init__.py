"""What a script draws: taken as it is shown, saved or left open, without a word of the script's about the
press.
"""
