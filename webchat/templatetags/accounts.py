from django import template

from webchat.accounts.devices import device

register = template.Library()
register.filter("device", device)
