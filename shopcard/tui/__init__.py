"""The full-screen app: the counter, its dialogs, and the widgets they are drawn with."""
