"""What the screens are drawn with. Names, notes and other words that customers bring are always
put into Content, which never reads markup."""
